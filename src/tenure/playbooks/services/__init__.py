"""Install playbooks, and show what they would say."""
