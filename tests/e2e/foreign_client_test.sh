#!/usr/bin/env bash
# A client that nobody here wrote, buf curl, learns the contract from the server
# by reflection, books an event with a token, and shows why a second one is refused,
# and why nothing is answered without the token.
#
#   tests/e2e/foreign_client_test.sh TAQVIMD DESCRIPTOR_SET
set -euo pipefail

taqvimd=$1
descriptor_set=$2
buf=$(cd "$(dirname "$0")/../.." && pwd)/proto/node_modules/.bin/buf

folder=$(mktemp -d)
cd "$folder"
"$taqvimd" init --data schedule.db
coproc server { exec "$taqvimd" --data schedule.db --listen 127.0.0.1:0 2>log; }
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; rm -rf "$folder"' EXIT

# Nothing is asked of anyone but the server: what is not loopback goes to a proxy
# that is not there.
export HTTP_PROXY=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9 NO_PROXY=127.0.0.1
export HOME=$folder BUF_CACHE_DIR=$folder/cache

fail() {
  echo "FAILED: $1" >&2
  [[ -f error ]] && cat error >&2
  cat log >&2
  exit 1
}

expect() {
  [[ $2 == *"$1"* ]] || fail "expected $1 in: $2"
}

read -r announcement <&"${server[0]}" || fail "the server did not start"
url=http://${announcement#listening on }
"$taqvimd" token create --data schedule.db --principal curl --role admin 2>/dev/null |
  sed 's/^/authorization: Bearer /' >header || fail "no token could be made"

# curl SERVICE/METHOD JSON
curl() {
  "$buf" curl --protocol grpc --http2-prior-knowledge --reflect --header @header \
    --reflect-header '*' --data "$2" "$url/taqvim.v1.$1"
}

concert() {
  cat <<JSON
{"event_id": "$1", "event": {
  "title": {"en": "$1"}, "owner": "organizations/library",
  "activity": {"form": "ACTIVITY_FORM_CONCERT"},
  "period": {"timed": {
    "start": {"year": 2036, "month": 5, "day": 1, "hours": 18},
    "end": {"year": 2036, "month": 5, "day": 1, "hours": 20}}},
  "bookings": [{"id": "hall", "space": "venues/library/spaces/hall"}]}}
JSON
}

# The detail of that type in the last error, as protobuf text.
detail() {
  node -e '
    const error = JSON.parse(require("fs").readFileSync("error", "utf8"));
    const detail = error.details.find((one) => one.type === process.argv[1]);
    if (!detail) throw new Error("the error has no " + process.argv[1]);
    process.stdout.write(Buffer.from(detail.value, "base64"));
  ' "$1" | protoc --descriptor_set_in="$descriptor_set" --decode="$1"
}

for version in v1 v1alpha; do
  services=$("$buf" curl --protocol grpc --http2-prior-knowledge --reflect \
    --header @header --reflect-header '*' \
    --reflect-protocol "grpc-$version" --list-services "$url" 2>error) ||
    fail "reflection $version did not answer"
  for service in EventService VenueService DirectoryService ScheduleService; do
    expect "taqvim.v1.$service" "$services"
  done
done

curl DirectoryService/CreateOrganization '{"organization_id": "library",
  "organization": {"title": {"en": "Library"}, "country": "KZ"}}' >answer 2>error || fail organization
curl VenueService/CreateVenue '{"venue_id": "library", "venue": {"title": {"en": "Library"},
  "country": "KZ", "city": "Astana", "time_zone": "Asia/Almaty"}}' >answer 2>error || fail venue
curl VenueService/CreateSpace '{"parent": "venues/library", "space_id": "hall",
  "space": {"title": {"en": "Hall"}}}' >answer 2>error || fail space
curl EventService/CreateEvent "$(concert gala)" >answer 2>error || fail "the first concert"
expect '"state": "EVENT_STATE_TENTATIVE"' "$(<answer)"
curl EventService/ConfirmEvent '{"name": "events/gala"}' >answer 2>error || fail "its confirmation"
expect '"state": "EVENT_STATE_CONFIRMED"' "$(<answer)"

if curl EventService/CreateEvent "$(concert late)" >answer 2>error; then
  fail "the hall was booked twice"
fi
expect '"code": "failed_precondition"' "$(<error)"
expect 'events/gala' "$(<error)"
expect 'reason: "SCHEDULE_CONFLICT"' "$(detail google.rpc.ErrorInfo)"
report=$(detail taqvim.v1.ConflictReport)
expect 'rule: CONFLICT_RULE_RESOURCE_BUSY' "$report"
expect 'counterpart: "events/gala"' "$report"
expect 'counterpart_booking: "hall"' "$report"
expect 'total: 1' "$report"
expect 'type: "RESOURCE_BUSY"' "$(detail google.rpc.PreconditionFailure)"
if "$buf" curl --protocol grpc --http2-prior-knowledge --reflect --reflect-header @header \
  --data '{}' "$url/taqvim.v1.EventService/ListEvents" >answer 2>error; then
  fail "who showed no token was answered"
fi
expect '"code": "unauthenticated"' "$(<error)"
echo "A foreign client booked an event, and was shown why a second one was refused."
