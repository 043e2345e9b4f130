"""Shipped journeys and templates in English, Korean and Polish: YAML and MJML, and one reader."""
