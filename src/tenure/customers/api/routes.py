"""Gather the operations of the room. An id may hold a slash: the address of one customer stands behind all others."""

from ninja import Router

from tenure.customers.api import accounts, consents, customers, erasures, exports, profiles, suppressions, tags

router = Router(tags=["customers"])
for part in (customers, consents, tags, accounts, erasures, exports, suppressions):
    router.add_router("", part.router)

greedy = profiles.router
