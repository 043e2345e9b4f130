"""Tenure keeps subscribers."""
