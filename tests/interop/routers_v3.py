"""Plays the fourth way on transit routers, and its removal, with the vendor's current SDK, which signs with V3.

    python routers_v3.py 127.0.0.1:8787 [build]
"""

import re
import sys

from alibabacloud_cbn20170912 import models as cbn_models
from alibabacloud_cbn20170912.client import Client as Cbn
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config
from alibabacloud_vpc20160428 import models as vpc_models
from alibabacloud_vpc20160428.client import Client as Vpc
from routers import Routers
from steps import A, B

KEYS = {A: ("LTAIfakeA0000001", "secretA"), B: ("LTAIfakeB0000001", "secretB")}
PRODUCTS = {"cbn": (Cbn, cbn_models), "vpc": (Vpc, vpc_models)}


def operation(action):
    """The SDK's name of an action: CreateCen is create_cen, and DescribeVSwitches describe_vswitches."""
    return re.sub("(?<!^)(?=[A-Z])", "_", action.replace("VSwitch", "Vswitch")).lower()


def main():
    def client(account, product):
        key, secret = KEYS[account]
        config = Config(access_key_id=key, access_key_secret=secret, endpoint=sys.argv[1], protocol="http")
        return PRODUCTS[product][0](config)

    clients = {(account, product): client(account, product) for account in KEYS for product in PRODUCTS}

    def call(account, product, action, region, **parameters):
        kind = getattr(PRODUCTS[product][1], f"{action}Request")
        request = kind().from_map({"RegionId": region, **parameters})
        return getattr(clients[account, product], operation(action))(request).body.to_map()

    def refused(attempt):
        try:
            answer = attempt()
        except ClientException as refusal:
            return refusal.status_code, refusal.code
        raise SystemExit(f"not refused but answered: {answer}")

    Routers(call, refused).play(sys.argv[2:])


if __name__ == "__main__":
    main()
