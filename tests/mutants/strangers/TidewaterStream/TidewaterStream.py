import demistomock as demisto
from CommonServerPython import *
from CommonServerUserPython import *

import json
import requests
import urllib3
from datetime import datetime, timezone

import dateparser

urllib3.disable_warnings()

''' GLOBALS '''

PARAMS = demisto.params()
BASE_URL = (PARAMS.get('url') or '').rstrip('/') + '/stream/v2'
TOKEN = (PARAMS.get('credentials') or {}).get('password')
VERIFY = not PARAMS.get('insecure', False)
MAX_PAGE = 100
MAX_FETCH = 50
FIRST_FETCH = '12 hours'


class PageTokenRefused(Exception):
    """The product no longer knows the page token: they live for an hour."""


''' HELPERS '''


def list_events(since, limit, page_token=None):
    """A page of events, oldest first. A page token goes on where the page before it ended."""
    query = {'page_token': page_token, 'limit': limit} if page_token else {'since': since, 'limit': limit}
    response = requests.get(
        BASE_URL + '/events',
        params=query,
        headers={'Authorization': f'Bearer {TOKEN}', 'Accept': 'application/json'},
        verify=VERIFY,
        timeout=60,
    )
    if page_token and response.status_code in (400, 404, 410):
        raise PageTokenRefused(response.text)
    response.raise_for_status()
    body = response.json()
    return body['events'] or [], body.get('next_page_token')


def relative_start(text):
    date = dateparser.parse(text, settings={'TIMEZONE': 'UTC', 'RETURN_AS_TIMEZONE_AWARE': True})
    if not date:
        raise DemistoException(f'First fetch: {text!r} is not a time')
    return date.astimezone(timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')


def pinned_start(text):
    """The start of the first fetch, the same one until a fetch has ended well."""
    context = demisto.getIntegrationContext() or {}
    if context.get('start_of') != text or not context.get('start'):
        context.update({'start_of': text, 'start': relative_start(text)})
        demisto.setIntegrationContext(context)
    return context['start']


def unpin_start():
    context = demisto.getIntegrationContext() or {}
    if 'start' in context:
        del context['start']
        demisto.setIntegrationContext(context)


''' COMMANDS '''


def fetch_incidents(last_run, limit):
    """
    The last run holds
      since, ids    the time of the newest event that was created, and the ids of all created ones of that time
      page_token    where to go on, as long as the product has more
    `since` and `ids` are kept up to date beside the token, so that a token may be lost at any moment.
    """
    since, ids, token = last_run['since'], list(last_run.get('ids') or []), last_run.get('page_token')
    incidents = []
    refused = False
    while len(incidents) < limit:
        # A token goes on behind its page, so ask for no more than there is room for. Without a token the known ones
        # of the last time come again, and first.
        size = limit - len(incidents) + (0 if token else len(ids))
        try:
            events, token = list_events(since, min(MAX_PAGE, size), token)
        except PageTokenRefused as e:
            if refused:
                raise
            demisto.info(f'Tidewater: page token refused, asking from {since} again: {e}')
            refused, token = True, None
            continue
        for event in events:
            if event['time'] == since and event['uid'] in ids:
                continue
            if len(incidents) == limit:     # cut in the middle of a page: the token is beyond that, the time is not
                token = None
                break
            if event['time'] != since:
                since, ids = event['time'], []
            ids.append(event['uid'])
            incidents.append({
                'name': f"Tidewater {event.get('kind', 'event')} {event['uid']}",
                'occurred': event['time'],
                'rawJSON': json.dumps(event),
            })
        if not token:
            break
    return {'since': since, 'ids': ids, 'page_token': token}, incidents


def main():
    first_fetch = PARAMS.get('first_fetch') or FIRST_FETCH
    limit = max(arg_to_number(PARAMS.get('max_fetch')) or MAX_FETCH, 1)
    handle_proxy()
    command = demisto.command()
    demisto.debug(f'Tidewater: {command} at {datetime.now(timezone.utc)}')
    try:
        if command == 'test-module':
            list_events(relative_start(first_fetch), 1)
            demisto.results('ok')
        elif command == 'fetch-incidents':
            last_run = demisto.getLastRun()
            if last_run:
                unpin_start()
            else:
                last_run = {'since': pinned_start(first_fetch)}
            new_last_run, incidents = fetch_incidents(last_run, limit)
            demisto.setLastRun(new_last_run)
            demisto.incidents(incidents)
        else:
            raise NotImplementedError(command)
    except Exception as e:
        return_error(f'Tidewater Stream: {command} failed: {e}', error=e)


if __name__ in ('__main__', '__builtin__', 'builtins'):
    main()
