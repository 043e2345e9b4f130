"""Put tags on customers by API and take them off."""

from ninja import Router, Schema

from tenure.customers import queries
from tenure.customers.services.tag_customer import tag_customer, untag_customer
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["customers"])


class Tags(Schema):
    """The tags of a customer, in the order of the alphabet."""

    items: list[str]


@router.put("/customers/{path:customer}/tags/{tag}", response=Tags, auth=requires("customers.write"))
def write_tag(request: ApiRequest, customer: str, tag: str) -> Tags:
    """Put a tag on a customer."""
    workspace = request.auth.workspace
    customer_id = queries.customer(workspace.id, customer).id
    tag_customer(workspace.id, customer_id, tag=tag, actor=request.auth.actor, now=workspace.clock.at(real_now()))
    return _tags(workspace.id, customer_id)


@router.delete("/customers/{path:customer}/tags/{tag}", response=Tags, auth=requires("customers.write"))
def remove_tag(request: ApiRequest, customer: str, tag: str) -> Tags:
    """Take a tag off a customer; it need not be there."""
    workspace = request.auth.workspace
    customer_id = queries.customer(workspace.id, customer).id
    untag_customer(workspace.id, customer_id, tag=tag, now=workspace.clock.at(real_now()))
    return _tags(workspace.id, customer_id)


def _tags(workspace_id: int, customer_id: int) -> Tags:
    return Tags(items=queries.tags_of(workspace_id, [customer_id]).get(customer_id, []))
