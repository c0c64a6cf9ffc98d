"""The Fréchet distance between two sets of features: how far apart two clouds of pictures lie.

This is not FID: that is the same formula on the features of one particular Inception network. Here the features are
those of `evaluate.classifier`, so numbers compare only under the same judge and the same number of pictures.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def frechet_distance(features_a: npt.ArrayLike, features_b: npt.ArrayLike) -> float:
    """The distance between normal distributions fitted to N x d and M x d features; not FID, see the module.

    0 for equal clouds; smaller for fewer differences, larger for fewer pictures. Raises ValueError when the widths
    differ or a set has fewer than two rows.
    """
    a, b = np.asarray(features_a, np.float64), np.asarray(features_b, np.float64)
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1] or min(len(a), len(b)) < 2:
        raise ValueError(f"features must be N x d and M x d with N, M > 1, not {a.shape} and {b.shape}")
    return gaussian_distance(a.mean(0), _covariance(a), b.mean(0), _covariance(b))


def gaussian_distance(mean_a: Floats, covariance_a: Floats, mean_b: Floats, covariance_b: Floats) -> float:
    """|m_a - m_b|^2 + tr(A + B - 2 (A B)^(1/2)) for means of d and covariances A, B of d x d numbers."""
    root = _root(covariance_a)
    # A^(1/2) B A^(1/2) has the eigenvalues of A B and is symmetric, so none of them turns complex.
    shared = np.sqrt(np.linalg.eigvalsh(root @ covariance_b @ root).clip(0.0)).sum()
    apart = np.square(mean_a - mean_b).sum() + np.trace(covariance_a) + np.trace(covariance_b)
    return max(0.0, float(apart - 2.0 * shared))


def _covariance(features: Floats) -> Floats:
    return np.atleast_2d(np.cov(features, rowvar=False))


def _root(matrix: Floats) -> Floats:
    """The symmetric square root of a positive semi-definite matrix; rounding below zero counts as zero."""
    values, vectors = np.linalg.eigh(matrix)
    root: Floats = (vectors * np.sqrt(values.clip(0.0))) @ vectors.T
    return root
