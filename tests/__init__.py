"""Tests of Tenure; they mirror the house."""
