"""What a playbook is, and what it needs."""
