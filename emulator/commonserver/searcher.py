"""``IndicatorsSearcher``, which reads the indicators of the XSOAR server page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    import demistomock as demisto

    from .arguments import assign_params
    from .server import is_demisto_version_ge

__all__ = ("IndicatorsSearcher",)


class IndicatorsSearcher:
    """Iterates over pages of the server's indicators. Servers from 6.1.0 on page by ``searchAfter``."""

    SEARCH_AFTER_TITLE = "searchAfter"
    _sort: Any = None

    # fmt: off
    def __init__(
        self, page: Any = 0, filter_fields: Any = None, from_date: Any = None, query: Any = None,
        size: Any = 100, to_date: Any = None, value: Any = "", limit: Any = None,
        sort: Any = None, search_after: Any = None,
    ) -> None:
        self._can_use_search_after = is_demisto_version_ge("6.1.0")
        self._can_use_filter_fields = is_demisto_version_ge("6.1.0", build_number="1095800")
        self._search_after_param: Any = search_after
        self._page = page
        self._filter_fields = filter_fields
        self._total: Any = None
        self._from_date = from_date
        self._query = query
        self._size = size
        self._to_date = to_date
        self._value = value
        self._limit = limit
        if sort:
            self._sort = sort
        self._total_iocs_fetched = 0
    # fmt: on

    def __iter__(self) -> Any:
        return self

    def next(self) -> Any:
        return self.__next__()

    def __next__(self) -> Any:
        if self.is_search_done():
            if self._total_iocs_fetched and self._limit:
                # A limit that the last page went beyond moves there (observed).
                self._limit = max(self._limit, self._total_iocs_fetched)
            raise StopIteration
        answer = self.search_indicators_by_version(
            from_date=self._from_date,
            query=self._query,
            size=self._size,
            to_date=self._to_date,
            value=self._value,
        )
        found = answer.get("iocs") or []
        if not found:
            raise StopIteration
        self._total_iocs_fetched += len(found)
        return answer

    @property
    def page(self) -> Any:
        return self._page

    @property
    def total(self) -> Any:
        return self._total

    @property
    def limit(self) -> Any:
        return self._limit

    @limit.setter
    def limit(self, value: Any) -> None:
        self._limit = value

    def is_search_done(self) -> Any:
        """Whether the search has reached its limit or the last page of indicators."""
        if self._limit is not None and self._limit <= self._total_iocs_fetched:
            return True
        if self._total is None:
            return False
        if self._can_use_search_after:
            return self._total and self._search_after_param is None
        return self._page * self._size >= self._total

    def search_indicators_by_version(
        self,
        from_date: Any = None,
        query: Any = "",
        size: Any = 100,
        to_date: Any = None,
        value: Any = "",
    ) -> Any:
        """Return the next page of indicators: by ``searchAfter`` if this server supports it, else by page
        number.
        """
        search = assign_params(
            fromDate=from_date,
            toDate=to_date,
            query=query,
            size=size,
            value=value,
            searchAfter=self._search_after_param if self._can_use_search_after else None,
            populateFields=self._filter_fields if self._can_use_filter_fields else None,
            page=self._page if not self._can_use_search_after else None,
        )
        if self._sort and is_demisto_version_ge("6.6.0"):
            search["sort"] = self._sort
        answer = demisto.searchIndicators(**search)
        self._page += 1
        self._total = answer.get("total")
        self._search_after_param = answer.get(self.SEARCH_AFTER_TITLE)
        return answer
