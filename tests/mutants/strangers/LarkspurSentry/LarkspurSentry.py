import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

import dateparser
import urllib3
from datetime import timezone

urllib3.disable_warnings()

SECOND_FORMAT = '%Y-%m-%dT%H:%M:%SZ'
PAGE_SIZE = 25
DEFAULT_LIMIT = 50
DEFAULT_FIRST_FETCH = '3 days'
SEVERITIES = {'info': 0.5, 'low': 1, 'medium': 2, 'high': 3, 'critical': 4}


class Client(BaseClient):
    """Larkspur Sentry's REST API, version 1."""

    def list_alerts(self, created_from: str, offset: int = 0, limit: int = PAGE_SIZE) -> tuple:
        """One page of the alerts created at `created_from` or later, oldest first, and how many there are."""
        response = self._http_request(
            method='GET',
            url_suffix='/v1/alerts',
            params={'created_from': created_from, 'sort': 'created', 'offset': offset, 'limit': limit},
            return_empty_response=True,
        )
        if not isinstance(response, dict):      # 204: nothing at all was found
            return [], 0
        return response['alerts'], response['total']


def to_second(value: str) -> str:
    """A time in any spelling, cut to the second, in UTC."""
    parsed = dateparser.parse(value, settings={'TIMEZONE': 'UTC', 'RETURN_AS_TIMEZONE_AWARE': True})
    if parsed is None:
        raise ValueError(f'{value!r} is not a time')
    return parsed.astimezone(timezone.utc).strftime(SECOND_FORMAT)


def first_start(first_fetch: str, has_last_run: bool) -> str:
    """Where the first fetch begins. It is kept until a fetch has ended well, so that failures do not move it."""
    context = demisto.getIntegrationContext() or {}
    pending = context.get('first_fetch') or {}
    if has_last_run:
        if pending:
            context.pop('first_fetch')
            demisto.setIntegrationContext(context)
        return ''
    if pending.get('param') != first_fetch:
        pending = {'param': first_fetch, 'start': to_second(first_fetch)}
        context['first_fetch'] = pending
        demisto.setIntegrationContext(context)
    return pending['start']


def to_incident(alert: dict) -> dict:
    return {
        'name': f"Larkspur Sentry: {alert.get('title') or alert['id']}",
        'occurred': alert['created'],
        'severity': SEVERITIES.get(alert.get('severity'), 0),
        'dbotMirrorId': str(alert['id']),
        'rawJSON': json.dumps(alert),
    }


def fetch_incidents(client: Client, last_run: dict, start: str, limit: int) -> tuple:
    last_fetch = last_run.get('last_fetch') or start
    last_ids = list(last_run.get('last_ids') or [])

    seen = set(last_ids)
    alerts: list = []
    offset = 0
    # What is known counts for nothing: the pages go on until there are enough new alerts, or no more pages.
    while len(alerts) < limit:
        page, total = client.list_alerts(last_fetch, offset)
        for alert in page:
            if alert['id'] not in seen:
                seen.add(alert['id'])
                alerts.append(alert)
        offset += len(page)
        if not page or offset >= total:
            break
    alerts = alerts[:limit]

    for alert in alerts:
        second = to_second(alert['created'])
        if second != last_fetch:
            last_fetch, last_ids = second, []
        last_ids.append(alert['id'])

    demisto.debug(f'Larkspur Sentry: {len(alerts)} new alerts, up to {last_fetch}')
    return {'last_fetch': last_fetch, 'last_ids': last_ids}, [to_incident(alert) for alert in alerts]


def test_module(client: Client, first_fetch: str) -> str:
    client.list_alerts(to_second(first_fetch), limit=1)
    return 'ok'


def main() -> None:
    params = demisto.params()
    command = demisto.command()
    first_fetch = params.get('first_fetch') or DEFAULT_FIRST_FETCH
    limit = max(arg_to_number(params.get('max_fetch')) or DEFAULT_LIMIT, 1)
    try:
        client = Client(
            base_url=params['url'].rstrip('/'),
            verify=not params.get('insecure', False),
            proxy=params.get('proxy', False),
            headers={'X-Larkspur-Key': (params.get('credentials') or {}).get('password', '')},
        )
        if command == 'test-module':
            return_results(test_module(client, first_fetch))
        elif command == 'fetch-incidents':
            last_run = demisto.getLastRun() or {}
            start = first_start(first_fetch, has_last_run=bool(last_run))
            next_run, incidents = fetch_incidents(client, last_run, start, limit)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(f'{command} is not implemented')
    except Exception as e:
        return_error(f'Failed to execute {command}: {e}')


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
