"""Makes data.json: points to fit a Gaussian process to, and what scikit-learn makes of them. Run `python3 scikit-learn.py`, then `npm run format`.

Needs scikit-learn (figures from 1.2.1). Heights are x·sin x and noise of standard deviation 0.75; the three hyperparameters maximize the marginal
likelihood, from twenty starts.
"""

import json
import pathlib
import warnings

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

warnings.filterwarnings("ignore")
random = np.random.default_rng(2006)
x = np.round(np.sort(random.uniform(0, 10, 40)), 3)
y = np.round(x * np.sin(x) + 0.75 * random.normal(size=40), 3)

kernel = ConstantKernel(1.0, (1e-4, 1e6)) * RBF(1.0, (1e-3, 1e3)) + WhiteKernel(1.0, (1e-6, 1e3))
process = GaussianProcessRegressor(kernel, alpha=0.0, n_restarts_optimizer=20, random_state=0).fit(x[:, None], y)
fitted = process.kernel_
places = np.linspace(-1, 12, 27)
mean, deviation = process.predict(places[:, None], return_std=True)  # of what is measured there, noise included

reference = {
    "amplitude": float(np.sqrt(fitted.k1.k1.constant_value)),
    "lengthScale": float(fitted.k1.k2.length_scale),
    "noise": float(np.sqrt(fitted.k2.noise_level)),
    "logLikelihood": float(process.log_marginal_likelihood_value_),
    "places": places.tolist(),
    "mean": mean.tolist(),
    "deviation": deviation.tolist(),
}
# at the first guess, all three 1: a value without any fitting
reference["logLikelihoodAtOnes"] = float(process.log_marginal_likelihood(np.zeros(3)))
print({name: value for name, value in reference.items() if isinstance(value, float)})
path = pathlib.Path(__file__).parent / "data.json"
path.write_text(json.dumps({"x": x.tolist(), "y": y.tolist(), "reference": reference}) + "\n")
