"""Answer what customers are asked by API: who they are, what they agreed to, where they belong."""

from tenure.customers.api.routes import greedy, router

__all__ = ["greedy", "router"]
