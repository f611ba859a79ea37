"""What scikit-learn reaches on standardized digits, to compare with: `python3 scikit-learn.py`, a minute. Needs scikit-learn (figures from 1.2.1).

Ten stratified, shuffled folds with a seed; the same objectives as in trial.ts, C = 1 being λ = 1 / (2 · 1617).
"""

import warnings

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
X, y = load_digits(return_X_y=True)
folds = StratifiedKFold(10, shuffle=True, random_state=1)
for name, classifier in {
    "softmax": LogisticRegression(max_iter=5000),
    "hinge": LinearSVC(multi_class="crammer_singer", max_iter=20000),
    "one against all": LinearSVC(max_iter=100000),
    "network": MLPClassifier((100,), max_iter=300, random_state=1),
}.items():
    found = cross_val_score(make_pipeline(StandardScaler(), classifier), X, y, cv=folds)
    print(f"{name:16} {found.mean():.4f}, standard error {found.std(ddof=1) / np.sqrt(10):.4f}")
