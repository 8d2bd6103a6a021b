"""A partner's client in Python's standard library, from the contract alone.

    . .local/partners/acme.env; export ${!OCEAFIN_@}; python3 examples/client/partner.py
"""

import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

BASE = os.environ["OCEAFIN_PARTNER_API_BASE_URL"].removesuffix("/partner/v1")
CLIENT_ID = os.environ["OCEAFIN_PARTNER_API_CLIENT_ID"]
SECRET = os.environ["OCEAFIN_PARTNER_API_CLIENT_SECRET"].encode()
ATTEMPTS = 5


class Refused(Exception):
    def __init__(self, problem):
        super().__init__(f"{problem['status']} {problem['code']}: {problem['detail']} {problem['errors']}")
        self.problem = problem


def headers(method, target, body, key):
    timestamp = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    nonce = secrets.token_hex(16)
    lines = [method, target, hashlib.sha256(body).hexdigest(), timestamp, nonce, key]
    sent = {
        "X-Partner-Client-Id": CLIENT_ID,
        "X-Partner-Timestamp": timestamp,
        "X-Partner-Nonce": nonce,
        "X-Partner-Signature": hmac.new(SECRET, "\n".join(lines).encode(), hashlib.sha256).hexdigest(),
        "X-Request-Id": str(uuid.uuid4()),
    }
    return sent | ({"Idempotency-Key": key} if key else {})


def call(method, path, value=None, key="", content_type="application/json"):
    """Sends one request until it is answered: same key and body, a fresh nonce and signature each time."""
    target = "/partner/v1" + path
    body = value if isinstance(value, bytes) else b"" if value is None else json.dumps(value).encode()
    for attempt in range(1, ATTEMPTS + 1):
        request = urllib.request.Request(BASE + target, data=body or None, method=method)
        for name, text in headers(method, target, body, key).items():
            request.add_header(name, text)
        if body:
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as refusal:
            problem = json.loads(refusal.read())
            in_flight = problem["code"] == "PARTNER_IDEMPOTENCY_IN_FLIGHT"
            if attempt == ATTEMPTS or not (in_flight or refusal.code in (429, 503)):
                raise Refused(problem) from None
            time.sleep(float(refusal.headers.get("Retry-After", "1")))
        except urllib.error.URLError:
            if attempt == ATTEMPTS:
                raise
            time.sleep(1)


def upload(customer_id, document_type, name, content, key):
    boundary = secrets.token_hex(16)
    part = f"--{boundary}\r\nContent-Disposition: form-data; name="
    body = (
        f'{part}"documentType"\r\n\r\n{document_type}\r\n{part}"file"; filename="{name}"\r\n'
        f"Content-Type: application/pdf\r\n\r\n"
    ).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return call("POST", f"/customers/{customer_id}/files", body, key, f"multipart/form-data; boundary={boundary}")


def pages(path):
    cursor = None
    while True:
        page = call("GET", path + (f"?cursor={cursor}" if cursor else ""))
        yield from page["data"]
        cursor = page["nextCursor"]
        if not cursor:
            return


def main():
    ref = f"cust-{uuid.uuid4()}"
    body = {"partnerCustomerRef": ref, "customerType": "INDIVIDUAL", "displayName": "Jane Partner"}
    customer = call("POST", "/customers", body, f"{ref}:create:001")
    assert call("POST", "/customers", body, f"{ref}:create:001") == customer
    history = [event["eventType"] for event in pages(f"/customers/{customer['customerId']}/timeline")]
    json.dump({"customer": customer, "history": history}, sys.stdout)


if __name__ == "__main__":
    main()
