"""What Schemathesis can't read from the OpenAPI document: how a request is signed."""

import hashlib
import hmac
import os
import re
import secrets
import uuid
from datetime import datetime, timezone

import schemathesis
from requests.auth import AuthBase

CLIENT_ID = os.environ["OCEAFIN_PARTNER_API_CLIENT_ID"]
SECRET = os.environ["OCEAFIN_PARTNER_API_CLIENT_SECRET"].encode()
USABLE_KEY = re.compile(r"[!-~]{1,255}")
USABLE_ID = re.compile(r"[!-~]{1,128}")


class Signature(AuthBase):
    """Signs the request as it is about to be sent: after everything else about it is settled."""

    def __call__(self, request):
        key = text(request.headers.get("Idempotency-Key"))
        if key and USABLE_KEY.fullmatch(key):
            # Generated keys repeat; each case is a request of its own.
            key = str(uuid.uuid4())
            request.headers["Idempotency-Key"] = key
        timestamp = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        nonce = secrets.token_hex(16)
        body = request.body or b""
        digest = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()
        signed_key = key if request.method != "GET" and key and USABLE_KEY.fullmatch(key) else ""
        base = "\n".join([request.method, request.path_url, digest, timestamp, nonce, signed_key])
        request.headers.update(
            {
                "X-Partner-Client-Id": CLIENT_ID,
                "X-Partner-Timestamp": timestamp,
                "X-Partner-Nonce": nonce,
                "X-Partner-Signature": hmac.new(SECRET, base.encode(), hashlib.sha256).hexdigest(),
            }
        )
        return request


def text(header):
    return header.decode("latin-1") if isinstance(header, bytes) else header


schemathesis.auth.set_from_requests(Signature())


@schemathesis.hook
def filter_case(context, case):
    """Leaves out what is meant to be wrong and would be right once signed: only headers that signing sets were broken."""
    wrong = [location for location, part in case.meta.components.items() if part.mode.is_negative]
    if [location.value for location in wrong] != ["header"]:
        return True
    headers = {name.lower(): str(text(value)) for name, value in (case.headers or {}).items()}
    right = [USABLE_ID.fullmatch(headers.get("x-request-id", ""))]
    if case.method.upper() != "GET":
        right.append(USABLE_KEY.fullmatch(headers.get("idempotency-key", "")))
    return not all(right)
