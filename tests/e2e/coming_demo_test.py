#!/usr/bin/env python3
"""The demo programme that comes: whenever it is made its days are ahead, and it can be booked.

  tests/e2e/coming_demo_test.py TAQVIM TAQVIMD

All demo programmes are applied, and the one that comes as of one day after the other, month after
month, as deploy/quickstart.sh does when it is run again and again.
"""

import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from served import environment, serve

DEMO = pathlib.Path(__file__).resolve().parents[2] / "deploy/demo"
# At ends of months and of years, and today.
DAYS = ["2026-12-31", "2027-01-01", "2027-01-31", "2027-02-28", "2028-02-29", "2028-03-31",
        datetime.date.today().isoformat()]
FARTHEST = datetime.timedelta(days=70)


def fail(why):
    sys.exit(f"coming_demo_test: {why}")


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        fail(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def day_of(date):
    return datetime.date(date["year"], date["month"], date["day"])


def check_days(events, name, today):
    """Its days are the Tuesday to the Friday, ahead of that day, and its events are within."""
    stop, = events[name]["cultureDays"]["stops"]
    first, last = day_of(stop["firstDay"]), day_of(stop["lastDay"])
    if not today < first <= today + FARTHEST:
        fail(f"of {today} the programme that comes is on {first}")
    if (first.strftime("%A"), last.strftime("%A"), (last - first).days) != ("Tuesday", "Friday", 3):
        fail(f"of {today} the programme that comes is from {first} to {last}")
    members = [one for one in events.values() if one.get("programme") == name]
    if len(members) < 5:
        fail(f"{name} has only {len(members)} events")
    for event in members:
        timed = event["period"].get("timed")
        day = day_of(timed["start"] if timed else event["period"]["dated"]["firstDay"])
        if not first <= day <= last:
            fail(f"{event['name']} is on {day}, outside {name}")
        if event["state"] != "EVENT_STATE_CONFIRMED":
            fail(f"{event['name']} is not confirmed")


def main():
    if f"id: {run(DEMO / 'coming.sh', '--name').strip()}\n" not in run(DEMO / "coming.sh"):
        fail("coming.sh tells another name than that of today's programme")
    taqvim, taqvimd = sys.argv[1:]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="taqvim-coming-"))
    server, address = serve(taqvimd, folder)
    variables = environment(taqvim, folder, address)
    try:
        files = [flag for file in sorted(DEMO.glob("*.yaml")) for flag in ("-f", file)]
        for day in DAYS:
            coming = folder / "coming.yaml"
            coming.write_text(run(DEMO / "coming.sh", day), encoding="utf-8")
            run(taqvim, "apply", *files, "-f", coming, env=variables)
            again = run(taqvim, "apply", *files, "-f", coming, env=variables)
            *changed, unchanged = again.strip().splitlines()[-1].split()[1:]
            if any(number != "0" for number in changed) or unchanged == "0":
                fail(f"applied again it changes something:\n{again}")
            name = f"events/baku-{coming.read_text(encoding='utf-8').split('baku-', 1)[1][:7]}"
            events = json.loads(run(taqvim, "events", "list", "-o", "json", "--all",
                                    env=variables))["events"]
            check_days({one["name"]: one for one in events}, name,
                       datetime.date.fromisoformat(day))
    finally:
        server.terminate()
        server.wait()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
