"""Give each page of the console its address."""

from django.urls import include, path

from tenure.console.pages import (
    audit,
    catcher,
    customers,
    dead_letters,
    journeys,
    keys,
    messages,
    overview,
    sign_in,
    stream,
)

_routes = [
    path("", overview.overview, name="overview"),
    path("overview/live", overview.overview_live, name="overview_live"),
    path("customers", customers.customer_list, name="customers"),
    path("customers/<str:customer>", customers.customer_page, name="customer"),
    path("events", stream.events, name="events"),
    path("journeys", journeys.journey_list, name="journeys"),
    path("journeys/<str:key>", journeys.journey_page, name="journey"),
    path("messages", messages.message_list, name="messages"),
    path("messages/<str:message>", messages.message_page, name="message"),
    path("messages/<str:message>/body", messages.message_body, name="message_body"),
    path("messages/<str:message>/raw", messages.message_raw, name="message_raw"),
    path("catcher", catcher.caught_list, name="catcher"),
    path("catcher/<int:mail>", catcher.caught_page, name="caught"),
    path("catcher/<int:mail>/body", catcher.caught_body, name="caught_body"),
    path("catcher/<int:mail>/raw", catcher.caught_raw, name="caught_raw"),
    path("dead-letters", dead_letters.letter_list, name="dead_letters"),
    path("dead-letters/<int:letter>/replay", dead_letters.replay, name="replay"),
    path("keys", keys.key_list, name="keys"),
    path("keys/issue", keys.issue, name="key_issue"),
    path("keys/<str:key>/rotate", keys.rotate, name="key_rotate"),
    path("keys/<str:key>/revoke", keys.revoke, name="key_revoke"),
    path("audit", audit.audit_list, name="audit"),
    path("sign-in/<str:token>", sign_in.sign_in, name="sign_in"),
]
urlpatterns = [path("", include((_routes, "console")))]
