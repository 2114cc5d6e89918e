"""A receiver of events as users write them in Python: verified by `standardwebhooks`, read by `cloudevents`.

Its secret is its argument. Prints its port, and then a line of JSON for each request: what it read of the event, or
what it refused.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(sys.argv[1])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers["content-length"]))
        try:
            if self.path == "/signed":
                webhook.verify(body, headers)
        except WebhookVerificationError as refusal:
            return self.answer(401, {"refused": str(refusal)})
        event = from_http_event(HTTPMessage(headers, body))
        read = {
            "id": event.get_id(),
            "source": event.get_source(),
            "type": event.get_type(),
            "time": event.get_time().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "violations": event.get_extension("violations"),
            "reason": event.get_data()["reason"],
        }
        return self.answer(204, read)

    def answer(self, status, line):
        print(json.dumps(line, ensure_ascii=True), flush=True)
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
