"""Give each page its address. None of them asks anybody to sign in: what opens them is in the address."""

from django.urls import include, path

from tenure.messaging.pages import choosing, following, in_app, mail_hook, sms_hook

_routes = [
    path("unsubscribe/<str:token>", choosing.unsubscribe_page, name="unsubscribe"),
    path("preferences/<str:token>", choosing.preferences_page, name="preferences"),
    path("go/<str:token>", following.go, name="go"),
    path("open/<str:token>", following.picture, name="open"),
    path("hooks/mail/<str:secret>", mail_hook.take, name="mail_hook"),
    path("hooks/sms/<str:secret>", sms_hook.take, name="sms_hook"),
    path("in-app.js", in_app.script, name="in_app_script"),
    path("v1/in-app", in_app.read, name="in_app"),
    path("v1/in-app/<str:message>/<str:what>", in_app.act, name="in_app_act"),
]
urlpatterns = [path("", include((_routes, "messaging")))]
