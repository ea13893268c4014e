"""Why a finding came about: the line that decided, with its values, from the record and from traces."""
