"""A small sound fetch, and mistakes in it that only one dimension of worlds reveals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from tests.emulator.exploring.grounds import request_of
from xfetch.emulator.exploring.forms import INT
from xfetch.emulator.exploring.ground import Ground, ground_of

# Asks for everything since the newest event that it knows, and remembers the ids that it has created.
SOUND = """\
import demistomock as demisto
import json
import requests
from datetime import datetime, timedelta

FIRST = '2023-12-31T12:00:00Z'


def search(path='/alerts', **query):
    response = requests.get('https://acme.example.com' + path, params=query, timeout=60)
    response.raise_for_status()
    return response.json()['alerts']


def created(alert):
    return alert['created']


params, last = demisto.params(), demisto.getLastRun()
since, seen = last.get('since', FIRST), last.get('seen', [])
{fetch}
new = [one for one in alerts if one['id'] not in seen]
since = max([since, *map(created, alerts)])
demisto.setLastRun({{**last, 'since': since, 'seen': seen + [one['id'] for one in new]}})
demisto.incidents([{{'name': one['id'], 'rawJSON': json.dumps(one)}} for one in new])
"""
FETCH = "alerts = search(since=since)"
YML = """\
commonfields: {id: Acme, version: -1}
name: Acme
configuration:
- {name: isFetch, type: 8, display: Fetches}
- {name: max_fetch, type: 0, display: Limit, defaultvalue: '50'}
- {name: level, type: 15, display: Level, defaultvalue: all, options: [all, high]}
- {name: first_fetch, type: 0, display: First fetch, defaultvalue: 12 hours}
script: {type: python, subtype: python3, isfetch: true, commands: [], script: '-'}
"""
SCENARIO = """\
events:
- generate: {count: 3, every: 10s, fields: {title: Scan, level: {choice: [low, high]}}}
%s
api:
  routes:
  - get: /alerts
    stream: ""
    filter: {created: {ge: query.since}, level: query.level}
    order: {by: created}
    page: {limit: query.limit, offset: query.offset}
    answer: {json: {alerts: "@events"}, event: {id: "@id", created: "@created iso", "**": "@fields"}}
  - get: /newest
    stream: ""
    filter: {created: {ge: query.since}}
    order: {by: -created}
    page: {limit: query.limit, offset: query.offset}
    answer: {json: {alerts: "@events"}, event: {id: "@id", created: "@created iso", "**": "@fields"}}
"""
# The fetch asks for the high ones only.
BOTH_LEVELS = """\
events:
- {id: A1, created: +10s, fields: {title: Scan, level: high}}
- {id: A2, created: +20s, fields: {title: Scan, level: low}, in_scope: false}
"""
AUDITS_ROUTE = """\
  - get: /audits
    stream: audits
    filter: {created: {ge: query.since}}
    order: {by: created}
    answer: {json: {alerts: "@events"}, event: {id: "@id", created: "@created iso", "**": "@fields"}}
"""
AUDITS = "- generate: {count: 3, every: 10s, stream: audits, id: 'B{n}', fields: {title: Login}}"


def ground(
    folder: Path, fetch: str = FETCH, *, streams: bool = False, levels: bool = False
) -> Ground:
    """The ground of the sound fetch with ``fetch`` in the place of its search. Only the high level is in
    scope with ``levels``.
    """
    folder.mkdir(exist_ok=True)
    code = SOUND.format(fetch=dedent(fetch).strip())
    (folder / "Acme.py").write_text(code)
    (folder / "Acme.yml").write_text(YML)
    scenario = SCENARIO % AUDITS + AUDITS_ROUTE if streams else SCENARIO % ""
    if levels:
        scenario = BOTH_LEVELS + scenario[scenario.index("api:") :]
    (folder / "scenario.yml").write_text(scenario)
    return replace(ground_of(request_of(folder)), id_forms=(INT,))


# By the name of a dimension: what is wrong in a fetch that only this dimension reveals.
GUILTY = {
    # The ids are texts: "10" is no more than "9".
    "ids": """
        top = last.get('top', '')
        alerts = [one for one in search(since=since) if one['id'] > top]
        last = {'top': max([top, *(one['id'] for one in alerts)])}
    """,
    # Only what is wanted moves the position, so that a page without it is asked for again and again.
    "alike": """
        limit = int(params['max_fetch'])
        page = search(since=since, limit=limit)
        fresh = [one for one in page if one['id'] not in seen]
        alerts = [one for one in page if one['level'] == 'high']
        full = len(page) == limit and not alerts
        if not full:
            alerts += [one for one in page if one['level'] != 'high']
    """,
    # One position for two lists: the newest event of both.
    "mixed": """
        alerts = search(since=since, limit=params['max_fetch']) + search('/audits', since=since)
    """,
    # What comes while the pages are turned pushes an event to the next page, which repeats it.
    "while-paging": """
        alerts, limit = [], int(params['max_fetch'])
        while True:
            page = search('/newest', since=since, limit=limit, offset=len(alerts))
            alerts += page
            if len(page) < limit:
                break
    """,
    # Leaves out as many events as it has created of the newest time, though these may be gone.
    "removed": """
        page = search(since=since)
        alerts = page[last.get('count', 0):]
        if alerts:
            newest = max(map(created, alerts))
            last = {'count': sum(created(one) == newest for one in page)}
    """,
    # The next page begins where the one before has ended; if an event of that one is gone, one is skipped.
    "last-item": """
        alerts, limit = [], int(params['max_fetch'])
        while True:
            page = search(since=since, limit=limit, offset=len(alerts))
            alerts += page
            if len(page) < limit:
                break
    """,
    # An alert that is raised to high when newer ones are known is never asked for.
    "in-and-out": "alerts = search(since=since, level='high')",
    # After a reset the context is still there.
    "reset": """
        context = demisto.getIntegrationContext()
        if context:
            since = last['since']
        alerts = search(since=since)
        demisto.setIntegrationContext({'runs': 1})
    """,
    # A state that is older than the one in the context is refused for ever.
    "rollback": """
        runs, known = last.get('runs', 0), demisto.getIntegrationContext().get('runs', 0)
        alerts = search(since=since) if runs in (0, known) else []
        demisto.setIntegrationContext({'runs': runs + 1 if runs in (0, known) else known})
        last = {'runs': runs + 1}
    """,
    # Never asks for more than an hour.
    "disabled": """
        hour = (datetime.utcnow() - timedelta(hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
        alerts = search(since=max(since, hour) if last else since)
    """,
    # What the answer lacks now never comes: the position is the time of the fetch.
    "stale": """
        alerts = search(since=since)
        since = (datetime.utcnow() - timedelta(seconds=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
    """,
    # The window slides on until the first event comes.
    "relative-window": """
        count, unit = params['first_fetch'].split()
        window = timedelta(**{unit.rstrip('s') + 's': int(count)})
        begin = (datetime.utcnow() - window).strftime('%Y-%m-%dT%H:%M:%SZ')
        alerts = search(since=last['since'] if seen else begin)
    """,
    # Of what is filtered by, only the newest event is known: a page of two always holds a new one.
    "filter-field": "alerts = search(since=since, limit=2)",
    # What is behind the end of the page is newer than what is on it.
    "sort-field": "alerts = search(since=since, limit=1 + len(seen))",
    "cursor-field": "alerts = search(since=since, limit=1 + len(seen))",
    # Reads only times without fractions of a second.
    "digits": """
        alerts = search(since=since)
        for one in alerts:
            one['day'] = datetime.strptime(one['created'], '%Y-%m-%dT%H:%M:%SZ').day
    """,
    # The ids must be texts.
    "id-form": """
        alerts = search(since=since)
        for one in alerts:
            one['link'] = 'https://acme.example.com/alerts/' + one['id']
    """,
    # Knows all levels that there are.
    "odd-values": """
        alerts = search(since=since)
        for one in alerts:
            one['severity'] = {'low': 1, 'high': 3}[one['level']] + len(one['title'])
    """,
    # Begins again with another level, and forgets what it has created.
    "changed-parameter": """
        if last.get('level', params['level']) != params['level']:
            since, seen = FIRST, []
        last = {'level': params['level']}
        alerts = search(since=since)
    """,
    # A page that is full of known events hides the others of their time.
    "crowd": "alerts = search(since=since, limit=30)",
    # The first window moves on with each try.
    "first-fails": """
        minute = datetime.utcnow() - timedelta(minutes=1)
        alerts = search(since=last.get('since') or minute.strftime('%Y-%m-%dT%H:%M:%SZ'))
    """,
    # An answer that refuses the key is taken for one without alerts.
    "request-fails": """
        try:
            alerts = search(since=since)
        except Exception:
            alerts = []
            since = datetime.utcnow().strftime('%Y-%m-%dT%H:%M:%SZ')
    """,
    # The ids are kept at once, what they stand for is not created if the fetch is killed.
    "killed": """
        seen = demisto.getIntegrationContext().get('seen', [])
        alerts = search(since=since)
        demisto.setIntegrationContext({'seen': seen + [one['id'] for one in alerts]})
    """,
    "call-fails": """
        seen = demisto.getIntegrationContext().get('seen', [])
        alerts = search(since=since)
        demisto.setIntegrationContext({'seen': seen + [one['id'] for one in alerts]})
    """,
}

# Bears one answer that fails, and gives up what the second one would have brought.
PAIR = """
    failures = demisto.getIntegrationContext().get('failures', 0)
    try:
        alerts = search(since=since)
    except Exception:
        alerts, failures = [], failures + 1
        if failures > 1:
            since = datetime.utcnow().strftime('%Y-%m-%dT%H:%M:%SZ')
    demisto.setIntegrationContext({'failures': failures})
"""
