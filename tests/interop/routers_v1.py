"""Plays the fourth way on transit routers, and its removal, with the vendor's older SDK, which signs with V1.

    python routers_v1.py 127.0.0.1:8787 [build]
"""

import importlib
import json
import sys

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from routers import Routers
from steps import A, B, HUB_REGION

PACKAGES = {"cbn": "aliyunsdkcbn.request.v20170912", "vpc": "aliyunsdkvpc.request.v20160428"}
KEYS = {A: ("LTAIfakeA0000001", "secretA"), B: ("LTAIfakeB0000001", "secretB")}


def client(address, account):
    key, secret = KEYS[account]
    made = AcsClient(ak=key, secret=secret, region_id=HUB_REGION, timeout=10)
    for product in ("Cbn", "Vpc"):
        made.add_endpoint(HUB_REGION, product, address)
    return made


def request_of(product, action, region, parameters):
    """The SDK's own request, filled through its setters; those of lists have a name in the plural."""
    name = f"{action}Request"
    request = getattr(importlib.import_module(f"{PACKAGES[product]}.{name}"), name)()
    for parameter, value in parameters.items():
        setter = getattr(request, f"set_{parameter}", None) or getattr(request, f"set_{parameter}s")
        setter(value)
    # No setter: the SDK fills RegionId with the client's region unless it is there already.
    request.add_query_param("RegionId", region)
    request.set_protocol_type("http")
    return request


def main():
    clients = {account: client(sys.argv[1], account) for account in KEYS}

    def call(account, product, action, region, **parameters):
        request = request_of(product, action, region, parameters)
        return json.loads(clients[account].do_action_with_exception(request))

    def refused(attempt):
        try:
            answer = attempt()
        except ServerException as refusal:
            return refusal.get_http_status(), refusal.get_error_code()
        raise SystemExit(f"not refused but answered: {answer}")

    Routers(call, refused).play(sys.argv[2:])


if __name__ == "__main__":
    main()
