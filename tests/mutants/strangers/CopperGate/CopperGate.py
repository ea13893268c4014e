import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

import urllib3
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from itertools import islice

urllib3.disable_warnings()

PAGE_SIZE = 30
DEFAULT_FIRST_FETCH = '24 hours'
DEFAULT_LIMIT = 50


def utc(date: datetime) -> datetime:
    return date.replace(tzinfo=timezone.utc) if date.tzinfo is None else date.astimezone(timezone.utc)


# The two lists of the product. Alerts speak ISO with milliseconds, audits whole seconds since 1970.
LISTS: dict = {
    'alerts': {
        'path': '/alerts', 'time': 'raised_at', 'title': 'headline',
        'from_date': lambda date: date.strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z',
        'to_iso': lambda value: value,
    },
    'audits': {
        'path': '/audit-log', 'time': 'ts', 'title': 'action',
        'from_date': lambda date: int(date.timestamp()),
        'to_iso': lambda value: datetime.fromtimestamp(value, tz=timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
    },
}


class Client(BaseClient):
    def read(self, path: str, since, page: int, size: int = PAGE_SIZE) -> dict:
        return self._http_request('GET', path, params={'since': since, 'page': page, 'size': size})


def read_all(client: Client, path: str, since) -> Iterator[dict]:
    """All records since then (that moment included), oldest first; a page is asked for when it is needed."""
    page = 0
    while True:
        answer = client.read(path, since, page)
        yield from answer['items']
        page += 1
        if page >= answer['pages'] or not answer['items']:
            return


def unseen(records: Iterable[dict], ids: Iterable) -> Iterator[dict]:
    """The records without those whose id is known or was seen already."""
    known = set(ids)
    for record in records:
        if record['id'] not in known:
            known.add(record['id'])
            yield record


def advance(last: dict, records: list[dict], time_key: str) -> dict:
    """The last run of a list: the newest time, with the ids of all records created that have this time."""
    since, ids = last['since'], list(last['ids'])
    for record in records:
        if record[time_key] != since:
            since, ids = record[time_key], []
        ids.append(record['id'])
    return {'since': since, 'ids': ids}


def to_incident(name: str, record: dict) -> dict:
    kind = LISTS[name]
    return {
        'name': f"Copper Gate {name[:-1]}: {record.get(kind['title']) or record['id']}",
        'occurred': kind['to_iso'](record[kind['time']]),
        'rawJSON': json.dumps({**record, 'record_type': name}),
    }


def fetch_list(client: Client, name: str, last: dict, limit: int) -> tuple[dict, list[dict]]:
    kind = LISTS[name]
    records = list(islice(unseen(read_all(client, kind['path'], last['since']), last['ids']), limit))
    demisto.debug(f'Copper Gate: {len(records)} new {name}')
    return advance(last, records, kind['time']), [to_incident(name, record) for record in records]


def first_date(first_fetch: str) -> datetime:
    return utc(arg_to_datetime(first_fetch, arg_name='First fetch', required=True))  # type: ignore[arg-type]


def first_runs(first_fetch: str) -> dict:
    """The last runs to begin with. They stay in the context, so that a first fetch that fails does not move them."""
    context = demisto.getIntegrationContext() or {}
    if context.get('first_fetch') != first_fetch or 'first_runs' not in context:
        date = first_date(first_fetch)
        context['first_fetch'] = first_fetch
        context['first_runs'] = {name: {'since': kind['from_date'](date), 'ids': []} for name, kind in LISTS.items()}
        demisto.setIntegrationContext(context)
    return context['first_runs']


def forget_first_runs() -> None:
    context = demisto.getIntegrationContext() or {}
    if context.pop('first_runs', None):
        demisto.setIntegrationContext(context)


def fetch_incidents(client: Client, last_run: dict, limits: dict) -> tuple[dict, list[dict]]:
    next_run: dict = {}
    incidents: list = []
    for name in LISTS:      # both or none: when a list fails, the last run of neither moves
        next_run[name], created = fetch_list(client, name, last_run[name], limits[name])
        incidents += created
    return next_run, incidents


def main() -> None:
    params, command = demisto.params(), demisto.command()
    try:
        first_fetch = params.get('first_fetch') or DEFAULT_FIRST_FETCH
        limits = {name: max(1, arg_to_number(params.get(f'max_{name}_per_fetch')) or DEFAULT_LIMIT) for name in LISTS}
        client = Client(
            base_url=urljoin(params.get('url'), '/gate/v3'),
            verify=not argToBoolean(params.get('insecure') or False),
            proxy=argToBoolean(params.get('proxy') or False),
            headers={'Authorization': f"Token {(params.get('credentials') or {}).get('password')}"},
        )
        if command == 'test-module':
            for kind in LISTS.values():
                client.read(kind['path'], kind['from_date'](first_date(first_fetch)), 0, 1)
            return_results('ok')
        elif command == 'fetch-incidents':
            last_run = demisto.getLastRun()
            if last_run:
                forget_first_runs()
            next_run, incidents = fetch_incidents(client, last_run or first_runs(first_fetch), limits)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(f'Command {command} is not implemented.')
    except Exception as e:
        return_error(f'Failed to execute {command}.\nError: {e}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
