"""Plays Alipay: reads descriptions of messages, writes bodies that are signed by a fresh key, and that key's public half.

It shares nothing with the crates that it tests: order, joining, percent-encoding, AES and RSA are Python's.
"""

import base64
import json
import sys
from urllib.parse import quote_plus

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def seal(key, content):
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(16))).encryptor()
    padded = padder.update(content) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize())


def body(key, content_key, message):
    texts = dict(message["parameters"])
    values = {name: text.encode(texts["charset"]) for name, text in texts.items()}
    if message["encrypted"]:
        values["biz_content"] = seal(content_key, values["biz_content"])
    signed = [
        name.encode() + b"=" + value
        for name, value in sorted(values.items())
        if (message["signs_sign_type"] or name != "sign_type") and (message["signs_empty"] or value)
    ]
    digest = hashes.SHA1() if texts["sign_type"] == "RSA" else hashes.SHA256()
    signature = key.sign(b"&".join(signed), padding.PKCS1v15(), digest)
    values["sign"] = base64.b64encode(signature)
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in values.items())


def main():
    task = json.load(sys.stdin.buffer)
    key = rsa.generate_private_key(public_exponent=65537, key_size=task["bits"])
    content_key = bytes.fromhex(task["content_key"])
    forms = [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1]
    pems = [key.public_key().public_bytes(Encoding.PEM, form).decode() for form in forms]
    ders = [key.public_key().public_bytes(Encoding.DER, form) for form in forms]
    done = {
        "texts": pems + [base64.b64encode(der).decode() for der in ders],
        "ders": [der.hex() for der in ders],
        "bodies": [body(key, content_key, message) for message in task["messages"]],
    }
    json.dump(done, sys.stdout)


main()
