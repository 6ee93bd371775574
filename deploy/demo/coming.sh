#!/usr/bin/env bash
# Prints a demo programme whose days are ahead, for `taqvim apply -f -`: it begins on the first
# Tuesday of the month after next, so that it is the same one all month.
#
#   deploy/demo/coming.sh            counted from today
#   deploy/demo/coming.sh DAY        counted from that day, such as 2027-02-28
#   deploy/demo/coming.sh --name     its name alone, such as baku-2027-04
set -euo pipefail

today=$(date +%F) only_name=
case ${1:-} in
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0" && exit ;;
  --name) only_name=yes ;;
  ?*) today=$1 ;;
esac

# day FROM WORDS: in UTC, where each day has all its hours.
day() { date --utc --date "$1 $2" +%F; }

first=$(day "${today%-*}-01" "+2 months")
readonly month=${first%-*}
if [[ -n $only_name ]]; then
  echo "baku-$month"
  exit
fi
tuesday=$(day "$first" "+$(((9 - $(date --utc --date "$first" +%u)) % 7)) days")
readonly tuesday
sed -e "s/@month/$month/g" -e "s/@tuesday/$tuesday/g" \
  -e "s/@wednesday/$(day "$tuesday" "+1 day")/g" \
  -e "s/@thursday/$(day "$tuesday" "+2 days")/g" \
  -e "s/@friday/$(day "$tuesday" "+3 days")/g" \
  -e "s/@last_sunday/$(day "$tuesday" "+12 days")/g" \
  "$(dirname "$0")/coming.yaml.in"
