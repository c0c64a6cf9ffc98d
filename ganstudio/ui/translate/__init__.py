"""Translate: pictures changed by a model, before and after."""
