"""Asks a Prometheus by its HTTP API."""

import json
import urllib.error
import urllib.parse
import urllib.request


class Prometheus:
    """One at a base URL such as http://127.0.0.1:9090."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def instant(self, expression):
        """Series now, each with `metric` and `value`."""
        return self._get("query", query=expression)

    def range(self, expression, start, end, step):
        """Series over a time, each with `metric` and `values`; times in seconds of the epoch."""
        return self._get("query_range", query=expression, start=start, end=end, step=step)

    def _get(self, path, **parameters):
        url = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                body = json.load(answer)
        except urllib.error.HTTPError as error:
            # Prometheus answers a wrong expression with 400 and says in the body what is wrong
            body = json.loads(error.read() or b"{}")
        if body.get("status") != "success":
            raise ValueError(body.get("error", f"{url} does not answer as a Prometheus does"))
        return body["data"]["result"]
