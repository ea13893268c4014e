"""The embedded ContentClientApiModule: the HTTP client of event collectors, on httpx.

It is for integrations without a content checkout. Its modules are executed in the order of
``CONTENT_CLIENT`` (in ``assembly``), in one namespace that becomes the module, after the names of
CommonServerPython. The rules of the package above hold here too.

Written from the published reference of the module and from observed behaviour.
"""
