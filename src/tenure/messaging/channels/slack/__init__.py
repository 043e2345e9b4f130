"""Messages to the team over an incoming webhook of Slack."""
