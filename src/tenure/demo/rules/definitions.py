"""Say what Moveo sets up in Tenure: what it wants to know, how it sends, what it shows, and journeys of its own."""

from typing import Final

from tenure.kernel.json import JsonObject

SITE: Final = "https://moveo.example"
# The playbooks that Moveo takes, and what it calls their events.
PLAYBOOKS: Final[dict[str, dict[str, str]]] = {
    "welcome": {},
    "onboarding": {"key_action": "workout_completed", "value_shown": "goal_set"},
    "inactivity": {
        "login": "logged_in",
        "key_action": "workout_completed",
        "purchase": "subscription_started",
        "feature_used": "class_booked",
    },
    "after_cancel": {},
}
_USES: Final = ["logged_in", "workout_completed", "subscription_started"]
TRAITS: Final[dict[str, JsonObject]] = {
    "uses_3d": {"aggregate": "count", "events": _USES, "window": "3d"},
    "uses_7d": {"aggregate": "count", "events": _USES, "window": "7d"},
    "uses_30d": {"aggregate": "count", "events": _USES, "window": "30d"},
    "logins_7d": {"aggregate": "count", "event": "logged_in", "window": "7d"},
    "logins_prev_7d": {"aggregate": "count", "event": "logged_in", "window": "7d", "ago": "7d"},
    "workouts_30d": {"aggregate": "count", "event": "workout_completed", "window": "30d"},
    "minutes_30d": {"aggregate": "sum", "event": "workout_completed", "property": "minutes", "window": "30d"},
    "favorite_workout": {"aggregate": "last", "event": "workout_completed", "property": "kind"},
    "plans_viewed_7d": {"aggregate": "count", "event": "plan_viewed", "window": "7d"},
}
# Two of the playbook's own are said in whole days here, so that a long history has one instant for all, not one each.
SEGMENTS: Final[dict[str, JsonObject]] = {
    "quiet_3d": {"name": "Not here for three days", "where": "uses_3d = 0 AND uses_30d > 0"},
    "unused_feature": {
        "name": "Does not use a feature",
        "where": "feature_uses_10d = 0 AND uses_7d > 0 AND workouts_30d >= 4",
    },
    "no_login_7d": {"name": "No login for a week", "where": "logins_7d = 0 AND uses_30d > 0"},
    "slowing_down": {"name": "Slowing down", "where": "logins_prev_7d >= 2 AND logins_7d < 0.7 * logins_prev_7d"},
    "paying_at_risk": {"name": "Paying, at risk", "where": "subscription_status = 'active' AND stage = 'at_risk'"},
    "looks_at_plans": {"name": "Looks at plans", "where": "plans_viewed_7d >= 2 AND NOT plan = 'pro'"},
    "trains_a_lot": {"name": "Trains a lot", "where": "workouts_30d >= 12"},
}
SETTINGS: Final[JsonObject] = {
    "brand_name": "Moveo",
    "postal_address": "Moveo, 1 Długa Street, 00-238 Warsaw",
    "brand": {"website_url": SITE, "color": "#0f7b6c"},
    "caps": [
        {"count": 1, "hours": 24, "per": "channel", "classes": ["marketing", "service"]},
        {"count": 3, "hours": 168, "per": "customer", "classes": ["marketing"]},
    ],
    "quiet_hours": [{"starts": "21:00", "ends": "08:00", "channels": [], "classes": ["marketing", "service"]}],
}
# A test workspace calls nobody: what would go to the gateway is kept in its catcher.
CHANNELS: Final[dict[str, JsonObject]] = {
    "sms": {"url": f"{SITE}/sms", "sender": "Moveo", "country": "GB"},
    "in_app": {},
}


def _item(kind: str, path: str, published_at: str, **titles: tuple[str, str]) -> JsonObject:
    texts: JsonObject = {
        locale: {"title": title, "summary": summary, "url": f"{SITE}/{locale}/{path}"}
        for locale, (title, summary) in titles.items()
    }
    return {"kind": kind, "published_at": published_at, "texts": texts}


_LONG_AGO: Final = "2026-01-05T09:00:00Z"
CONTENT: Final[dict[str, JsonObject]] = {
    "first_workout": _item(
        "guide",
        "first-workout",
        _LONG_AGO,
        en=("Your first workout", "Ten minutes, no gear, at your own pace."),
        ko=("첫 운동", "10분, 기구 없이, 나만의 속도로."),
        pl=("Pierwszy trening", "Dziesięć minut, bez sprzętu, własnym tempem."),
    ),
    "weekly_plan": _item(
        "guide",
        "weekly-plan",
        _LONG_AGO,
        en=("A plan for your week", "Three days, each with one thing to do."),
        ko=("나의 주간 계획", "사흘, 하루에 한 가지씩."),
        pl=("Plan na tydzień", "Trzy dni, każdy z jednym zadaniem."),
    ),
    "live_classes": _item(
        "changelog",
        "live-classes",
        "2026-02-20T09:00:00Z",
        en=("Live classes, every evening", "Book a place and train with others."),
        ko=("매일 저녁 라이브 클래스", "자리를 예약하고 함께 운동하세요."),
        pl=("Zajęcia na żywo co wieczór", "Zarezerwuj miejsce i ćwicz z innymi."),
    ),
    "mobility_video": _item(
        "video",
        "mobility",
        _LONG_AGO,
        en=("Mobility in eight minutes", "For stiff mornings."),
        ko=("8분 스트레칭", "몸이 뻣뻣한 아침에."),
        pl=("Mobilność w osiem minut", "Na sztywne poranki."),
    ),
    "comeback_benefit": _item(
        "story",
        "coach",
        _LONG_AGO,
        en=("Half an hour with a coach", "On us: we plan your next two weeks together."),
        ko=("코치와 함께하는 30분", "무료로 다음 2주를 함께 계획합니다."),
        pl=("Pół godziny z trenerem", "Na nasz koszt: razem zaplanujemy dwa tygodnie."),
    ),
    "unused_feature": _item(
        "guide",
        "classes",
        _LONG_AGO,
        en=("Classes are part of your plan", "Book one for this week; it takes a minute."),
        ko=("클래스도 이용하실 수 있습니다", "이번 주 클래스를 1분 만에 예약해 보세요."),
        pl=("Zajęcia są w Twoim planie", "Zarezerwuj jedne na ten tydzień; to minuta."),
    ),
    "return_offer": _item(
        "story",
        "return",
        _LONG_AGO,
        en=("Two months for the price of one", "For everybody who comes back this month."),
        ko=("한 달 요금으로 두 달", "이번 달에 돌아오시는 모든 분께 드립니다."),
        pl=("Dwa miesiące w cenie jednego", "Dla wszystkich, którzy wrócą w tym miesiącu."),
    ),
}


def _spoken(channel: str, kind: str, **texts: tuple[str, str]) -> list[JsonObject]:
    return [
        {
            "channel": channel,
            "class": kind,
            "locale": locale,
            "subject": subject,
            "liquid": f"<p>{text}</p>",
            "text": text,
        }
        for locale, (subject, text) in texts.items()
    ]


TEMPLATES: Final[dict[str, list[JsonObject]]] = {
    "first_class": _spoken(
        "in_app",
        "service",
        en=("A place is free for you", "Your first live class is on us. Pick one for this week."),
        ko=("자리가 준비되어 있습니다", "첫 라이브 클래스는 무료입니다. 이번 주 클래스를 골라 보세요."),
        pl=("Miejsce czeka na Ciebie", "Pierwsze zajęcia na żywo są gratis. Wybierz je na ten tydzień."),
    ),
    "come_back": _spoken(
        "sms",
        "marketing",
        en=("", "Ten minutes are enough to begin again. moveo.example/go"),
        ko=("", "10분이면 다시 시작할 수 있습니다. moveo.example/go"),
        pl=("", "Dziesięć minut wystarczy, żeby wrócić. moveo.example/go"),
    ),
}
# Moveo greets with `welcome`, so its onboarding begins in the app; who leaves the news unread gets a text message.
JOURNEYS: Final = (
    """
key: onboarding
name: Onboarding
entry: {event: signed_up}
reentry: never
goal: {event: workout_completed, within_days: 14}
holdout: 0.2
priority: 70
nodes:
  - {id: hint, send: {channel: in_app, template: first_class}}
  - {id: until_day_2, wait: {days: 2}}
  - {id: value_seen, branch: {cases: [{if: "values_shown > 0", next: until_day_5}], otherwise: show_value}}
  - {id: show_value, send: {channel: email, template: onboarding_value}}
  - {id: until_day_5, wait: {days: 3}}
  - {id: acted, branch: {cases: [{if: "key_actions > 0", next: done}], otherwise: show_how}}
  - {id: show_how, send: {channel: email, template: onboarding_how}}
  - {id: done, end: {}}
""",
    """
key: inactivity
name: Not here lately
entry: {segment: quiet_3d}
reentry: after_exit
goal: {event: workout_completed, within_days: 45}
exit:
  - {event: logged_in}
  - {event: workout_completed}
  - {event: subscription_started}
  - {event: message_clicked}
  - {event: subscription_canceled}
exclusion: comeback
holdout: 0.2
nodes:
  - id: news
    send: {channel: email, template: inactivity_news, fallback: [{channel: sms, template: come_back, after_hours: 48}]}
  - {id: until_day_7, wait: {days: 2}}
  - {id: help, send: {channel: email, template: inactivity_help}}
  - {id: until_day_14, wait: {days: 7}}
  - {id: benefit, send: {channel: email, template: inactivity_benefit}}
  - {id: until_day_30, wait: {days: 16}}
  - {id: break, send: {channel: email, template: inactivity_break}}
  - {id: done, end: {}}
""",
)
ACTIVE: Final = (
    "welcome", "onboarding", "first_success", "first_results", "inactivity", "unused_feature", "after_cancel",
)  # fmt: skip
