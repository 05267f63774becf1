#!/usr/bin/env python3
"""Receives events of Kaimu's audit.webhook, and sends an e-mail to the user that each is about.

Needs Python 3.9 and nothing else. WEBHOOK_SECRET is the secret of audit.webhook_secrets; SMTP_SERVER (localhost:25) sends the
mail, and MAIL_FROM is its sender. Put a TLS proxy in front unless Kaimu is on the same machine."""

import base64
import hashlib
import hmac
import json
import os
import smtplib
import sqlite3
import time
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

MAX_BODY_BYTES = 64 * 1024
MAX_AGE_SECONDS = 300
# What users are told. Other events are accepted and ignored.
SUBJECTS = {
    "sign_in.new_device": "New sign-in to your account: {device}",
    "link.succeeded": "{provider} can now sign in to your account",
    "unlink.succeeded": "{provider} can no longer sign in to your account",
    "user_unlink.succeeded": "An operator removed a way to sign in to your account",
    "sign_in_link.succeeded": "An operator made a sign-in link for your account",
}
KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
DONE = sqlite3.connect(os.environ.get("DATABASE", "events.db"), isolation_level=None)
DONE.execute("CREATE TABLE IF NOT EXISTS done (id TEXT PRIMARY KEY)")


def is_genuine(headers, body):
    """Whether a request is from Kaimu and recent: Standard Webhooks, "Verifying webhook authenticity"."""
    sent_at = headers.get("webhook-timestamp", "")
    if not sent_at.isdigit() or abs(time.time() - int(sent_at)) > MAX_AGE_SECONDS:
        return False
    message = f"{headers.get('webhook-id', '')}.{sent_at}.".encode() + body
    expected = base64.b64encode(hmac.digest(KEY, message, hashlib.sha256)).decode()
    # Two signatures while the secret is replaced.
    signatures = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(it.encode(), f"v1,{expected}".encode()) for it in signatures)


def send_mail(event):
    data, user = event["data"], event["data"]["user"] or {}
    subject = SUBJECTS.get(event["type"])
    if not subject or not user.get("email"):
        return
    mail = EmailMessage()
    mail["From"] = os.environ.get("MAIL_FROM", "noreply@localhost")
    mail["To"] = user["email"]
    mail["Subject"] = subject.format(**data)
    mail.set_content(f"{event['timestamp']}, from {data['address'] or 'the server'}.\nIf this was not you, contact us.\n")
    host, _, port = os.environ.get("SMTP_SERVER", "localhost:25").partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=5) as server:
        server.send_message(mail)


def is_permanent(error):
    """Whether the mail server would refuse this mail at each try (RFC 5321, section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        return error.smtp_code >= 500
    # An address that the mail server or a header cannot have.
    return isinstance(error, (smtplib.SMTPNotSupportedError, ValueError))


class Receiver(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            return self.answer(413)
        body = self.rfile.read(int(length))
        if not is_genuine(self.headers, body):
            return self.answer(401)
        event_id = self.headers["webhook-id"]
        # Kaimu sends an event again if it has not seen the answer.
        if not DONE.execute("SELECT 1 FROM done WHERE id = ?", [event_id]).fetchone():
            try:
                send_mail(json.loads(body))
            except (OSError, ValueError) as error:  # OSError is also every error of smtplib
                reason = type(error).__name__
                if not is_permanent(error):
                    self.log_error("no mail yet: %s", reason)
                    return self.answer(503)  # Kaimu tries again
                # With 503, the events of all other users would wait for this one.
                self.log_error("no mail about %s: %s", event_id, reason)
            DONE.execute("INSERT INTO done VALUES (?)", [event_id])
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8090"))), Receiver).serve_forever()
