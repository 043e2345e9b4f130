"""Hold the parts that every workspace has from the start: the frame of a mail in its brand, a button, a greeting.

A workspace that saves a snippet of the same key has its own in their place.
"""

from collections.abc import Mapping
from typing import Final

_TOP: Final = """\
<mjml lang="{{ message.language }}">
  <mj-head>
    <mj-title>{{ title }}</mj-title>
    <mj-preview>{{ preview }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="{{ brand.font }}" />
      <mj-text font-size="16px" line-height="1.6" color="{{ brand.text_color }}" padding="0 0 14px" />
      <mj-button background-color="{{ brand.color }}" color="#ffffff" border-radius="10px" font-size="16px" \
font-weight="600" inner-padding="13px 26px" padding="10px 0 22px" align="left" />
      <mj-section padding="0" />
      <mj-class name="lead" font-size="25px" line-height="1.3" font-weight="700" padding="0 0 14px" />
      <mj-class name="soft" font-size="14px" line-height="1.55" color="#68718a" />
      <mj-class name="fact" font-size="19px" line-height="1.4" font-weight="700" padding="0 0 8px" />
    </mj-attributes>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
    </mj-raw>
    <mj-style>
      @media (prefers-color-scheme: dark) {
        html, body, .page { background: #0f1320 !important; }
        .card, .card > table { background: #171c2c !important; }
        .card div, .card li, .name div { color: #e7eaf5 !important; }
      }
    </mj-style>
  </mj-head>
  <mj-body background-color="{{ brand.background_color }}" width="560px" css-class="page">
    <mj-section padding="32px 24px 20px">
      <mj-column>
        {%- if brand.logo_url != "" %}
        <mj-image src="{{ brand.logo_url }}" alt="{{ brand.name }}" width="140px" align="left" padding="0" />
        {%- else %}
        <mj-text font-size="17px" font-weight="700" padding="0" css-class="name">{{ brand.name }}</mj-text>
        {%- endif %}
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" border-radius="16px" padding="34px 36px 22px" css-class="card">
      <mj-column>
"""
_END: Final = """\
      </mj-column>
    </mj-section>
    <mj-section padding="20px 36px 36px">
      <mj-column>
        <mj-text font-size="13px" line-height="1.5" color="#68718a" align="center" padding="0">
          {%- case message.language -%}
          {%- when 'ko' -%}{{ brand.name }} 계정을 갖고 계셔서 보내 드리는 메일입니다.
          {%- if about == 'account' %} 계정 이용에 관한 안내이며 광고가 아닙니다.{% endif -%}
          {%- when 'pl' -%}Wysyłamy tę wiadomość, ponieważ masz konto w {{ brand.name }}.
          {%- if about == 'account' %} Dotyczy ona Twojego konta i nie jest reklamą.{% endif -%}
          {%- else -%}You are getting this message because you have an account with {{ brand.name }}.
          {%- if about == 'account' %} It is about your account and is not advertising.{% endif -%}
          {%- endcase -%}
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
"""
# Nothing at all where there is nowhere to lead to.
_BUTTON: Final = """\
{%- if url != "" %}<mj-button href="{{ url }}">{{ label }}</mj-button>{% endif -%}
"""

_GREETING: Final = """\
{%- assign name = customer.first_name | default: customer.name | default: "" | strip -%}
{%- case message.language -%}
{%- when 'ko' -%}{% if name != "" %}{{ name }}님, 안녕하세요{% else %}안녕하세요{% endif -%}
{%- when 'pl' -%}Cześć{% if name != "" %}, {{ name | split: " " | first }}{% endif -%}
{%- else -%}Hi {% if name != "" %}{{ name | split: " " | first }}{% else %}there{% endif -%}
{%- endcase -%}
"""
_SIGN_OFF: Final = """\
{%- case message.language -%}
{%- when 'ko' -%}고맙습니다.<br />{{ brand.name }} 팀 드림
{%- when 'pl' -%}Pozdrawiamy serdecznie<br />zespół {{ brand.name }}
{%- else -%}Warm regards,<br />the {{ brand.name }} team
{%- endcase -%}
"""

SHIPPED: Final[Mapping[str, str]] = {
    "greeting": _GREETING,
    "mail_button": _BUTTON,
    "mail_end": _END,
    "mail_top": _TOP,
    "sign_off": _SIGN_OFF,
}
