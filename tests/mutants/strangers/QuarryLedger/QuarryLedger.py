import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

import urllib3

urllib3.disable_warnings()

MAX_PAGE = 100


class LedgerClient(BaseClient):
    def __init__(self, params: dict):
        super().__init__(
            base_url=urljoin(params['url'], '/api'),
            verify=not params.get('insecure', False),
            proxy=params.get('proxy', False),
            headers={'Content-Type': 'application/json'},
        )
        self.api_key = (params.get('credentials') or {}).get('password')

    def search(self, conditions: dict, count: int) -> list:
        """The entries that fulfil the conditions, in the order of their numbers."""
        body = {
            'apiKey': self.api_key,
            'query': conditions,
            'orderBy': [{'field': 'entryNo', 'direction': 'asc'}],
            'count': count,
        }
        answer = self._http_request('POST', '/entries/search', json_data=body, timeout=60)
        if answer.get('status') != 'OK':        # the product reports its errors with HTTP 200
            raise DemistoException(f"Quarry Ledger refused the search: {answer.get('message')}")
        return answer['result']['entries']


def start_of_first_fetch(value: str) -> str:
    date = arg_to_datetime(value, arg_name='First fetch', required=True)
    return date.strftime('%Y-%m-%dT%H:%M:%SZ')  # type: ignore[union-attr]


def first_last_run(first_fetch: str) -> dict:
    """The last run to begin with; the context keeps it, so that a first fetch that fails does not move the start."""
    context = demisto.getIntegrationContext() or {}
    if context.get('first_fetch') != first_fetch:
        context = {'first_fetch': first_fetch, 'start': start_of_first_fetch(first_fetch)}
        demisto.setIntegrationContext(context)
    return {'last_id': 0, 'start': context['start']}


def entry_to_incident(entry: dict) -> dict:
    return {
        'name': f"Quarry Ledger entry {entry['entryNo']}: {entry.get('summary', '')}",
        'occurred': entry['bookedAt'],
        'rawJSON': json.dumps(entry),
        'severity': {'minor': IncidentSeverity.LOW, 'major': IncidentSeverity.HIGH}.get(
            entry.get('grade', ''), IncidentSeverity.UNKNOWN),
    }


def fetch_incidents(client: LedgerClient, last_run: dict, limit: int) -> tuple[dict, list]:
    last_id = int(last_run['last_id'])
    entries: list = []
    while len(entries) < limit:
        conditions: dict = {'entryNo': {'gt': last_id}}
        if not last_id:     # no number is known yet, so the time says where to begin
            conditions['bookedAt'] = {'from': last_run['start']}
        page = client.search(conditions, min(MAX_PAGE, limit - len(entries)))
        if not page:
            break
        entries.extend(page)
        last_id = max(int(entry['entryNo']) for entry in page)
    return {**last_run, 'last_id': last_id}, [entry_to_incident(entry) for entry in entries]


def main():
    params = demisto.params()
    command = demisto.command()
    demisto.debug(f'Quarry Ledger: {command}')
    try:
        client = LedgerClient(params)
        limit = max(1, arg_to_number(params.get('max_fetch')) or 50)
        first_fetch = params.get('first_fetch') or '1 day'

        if command == 'test-module':
            client.search({'entryNo': {'gt': 0}, 'bookedAt': {'from': start_of_first_fetch(first_fetch)}}, 1)
            return_results('ok')

        elif command == 'fetch-incidents':
            last_run = demisto.getLastRun()
            if last_run and demisto.getIntegrationContext():
                demisto.setIntegrationContext({})       # a fetch has ended well: a reset begins anew
            next_run, incidents = fetch_incidents(client, last_run or first_last_run(first_fetch), limit)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)

        else:
            raise NotImplementedError(f'There is no command {command}')
    except Exception as e:
        return_error(f'Quarry Ledger, {command}: {e}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
