import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

import dateparser
import urllib3
from datetime import datetime, timezone

urllib3.disable_warnings()

PAGE_SIZE = 20
DEFAULT_MAX_FETCH = 25


class Client(BaseClient):
    def get_page(self, number: int) -> list[dict]:
        """A page of all detections, the newest first: the product has no filter and no other order."""
        result = self._http_request('GET', '/detections', params={'page': number, 'per_page': PAGE_SIZE})
        # No get() here: an answer without detections must fail. As an empty page it would look like the end of
        # the list, and what stands on the pages behind it would be lost.
        return result['detections']


def start_ms(first_fetch: str) -> int:
    date = dateparser.parse(first_fetch, settings={'TIMEZONE': 'UTC', 'RETURN_AS_TIMEZONE_AWARE': True})
    if date is None:
        raise DemistoException(f'First fetch is not a time: {first_fetch}')
    return int(date.timestamp() * 1000)


def first_known_ms(first_fetch: str) -> int:
    """Where the known ground begins for the first fetch. A product that is down today does not move it."""
    noted = demisto.getIntegrationContext() or {}
    if noted.get('first_fetch') != first_fetch:
        noted = {'first_fetch': first_fetch, 'ms': start_ms(first_fetch)}
        demisto.setIntegrationContext(noted)
    return noted['ms']


def ms_to_iso(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, tz=timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%f')[:-3] + 'Z'


def new_detections(client: Client, known_ms: int, known_ids: list) -> list[dict]:
    """
    All detections beyond the known ground, oldest first. The known ground begins with the first detection that is
    older than `known_ms`: those of that very millisecond must all be looked at, for some may be new.
    """
    found: dict = {}    # by id, for a detection that arrives meanwhile shifts others onto the next page
    number = 1
    while True:
        page = client.get_page(number)
        for detection in page:
            if detection['ts'] < known_ms:
                break
            if detection['ts'] == known_ms and detection['id'] in known_ids:
                continue
            found[detection['id']] = detection
        if not page or page[-1]['ts'] < known_ms:
            break
        number += 1
    return sorted(found.values(), key=lambda detection: (detection['ts'], str(detection['id'])))


def fetch(client: Client, last_run: dict, max_fetch: int) -> tuple[dict, list[dict]]:
    known_ms = int(last_run['known_ms'])
    known_ids = list(last_run.get('known_ids') or [])
    queue = list(last_run.get('queue') or [])

    if len(queue) < max_fetch:
        new = new_detections(client, known_ms, known_ids)
        if new:
            newest = new[-1]['ts']
            if newest > known_ms:
                known_ms, known_ids = newest, []
            known_ids += [detection['id'] for detection in new if detection['ts'] == newest]
        queue += new
        demisto.debug(f'EmberWatch: {len(new)} new, {len(queue)} in the queue')

    incidents = [{
        'name': f"EmberWatch: {detection.get('rule') or 'detection'} on {detection.get('host') or 'a host'}",
        'occurred': ms_to_iso(detection['ts']),
        'rawJSON': json.dumps(detection),
    } for detection in queue[:max_fetch]]
    return {'known_ms': known_ms, 'known_ids': known_ids, 'queue': queue[max_fetch:]}, incidents


def main() -> None:
    params = demisto.params()
    command = demisto.command()
    first_fetch = params.get('first_fetch') or '2 days'
    max_fetch = arg_to_number(params.get('max_fetch')) or DEFAULT_MAX_FETCH
    max_fetch = max_fetch if max_fetch > 0 else DEFAULT_MAX_FETCH
    try:
        client = Client(
            base_url=params['url'].rstrip('/') + '/rest',
            verify=not params.get('insecure', False),
            proxy=params.get('proxy', False),
            auth=(params['credentials']['identifier'], params['credentials']['password']),
        )
        if command == 'test-module':
            start_ms(first_fetch)
            client.get_page(1)
            return_results('ok')
        elif command == 'fetch-incidents':
            last_run = demisto.getLastRun()
            if not last_run:
                last_run = {'known_ms': first_known_ms(first_fetch)}
            elif demisto.getIntegrationContext():
                demisto.setIntegrationContext({})
            next_run, incidents = fetch(client, last_run, max_fetch)
            demisto.setLastRun(next_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(f'Command {command} is not implemented.')
    except Exception as exc:
        return_error(f'EmberWatch: {command} failed. {exc}', error=exc)


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
