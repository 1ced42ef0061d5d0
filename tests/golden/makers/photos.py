"""photos/*.json: numpy's random numbers, scipy's affine maps, Keras' ImageDataGenerator and its lists of files."""
import pathlib
import tempfile
import warnings

import copy

import keras
import numpy as np
from keras.src.legacy.preprocessing import image
from scipy import ndimage

from makers import environment
from makers.draw import Draw
from makers.write import array


def versions():
    import PIL
    import scipy

    return {**environment.versions(), "numpy": np.__version__, "scipy": scipy.__version__, "pillow": PIL.__version__}


def document(subject, cases, **members):
    return {"subject": subject, "made_by": versions(), **members, "cases": cases}


def numbers(values):
    return [float(value) for value in np.ravel(values)]


def random_case(seed):
    """One state, asked again and again in the order of the members."""
    state = np.random.RandomState(seed)
    case = {"seed": seed, "random_sample": numbers(state.random_sample(4)), "uniform": numbers(state.uniform(-20, 3.5, 3)),
            "randint": []}
    for low, high in ((0, 2), (0, 1), (-3, 4), (0, 1000003), (0, 2**32), (5, 2**40), (0, 1e7)):
        case["randint"].append([int(low), int(high), [int(state.randint(low, high)) for _ in range(4)]])
    listed = list(range(30))
    state.shuffle(listed)
    return {**case, "shuffled": listed, "permutation": [int(i) for i in state.permutation(13)],
            "choice": [float(state.choice([-0.3, 0.1, 0.2])) for _ in range(5)], "standard_normal": numbers(state.standard_normal(5)),
            "last": float(state.random_sample())}


def numpy_random(seeds):
    return document("numpy_random", [random_case(seed) for seed in seeds])


def affine_spline(shape, maps, orders, modes):
    """Keras passes float32 pictures channel by channel: so do these."""
    picture, cases = Draw("photos", "affine_spline").uniform(shape, -9, 9), []
    for mode in modes:
        for order in orders:
            for name, rows in maps.items():
                matrix = np.array(rows)
                channels = [ndimage.affine_transform(picture[..., k], matrix[:, :2], matrix[:, 2], order=order, mode=mode, cval=-2.5)
                            for k in range(shape[-1])]
                cases.append({"name": f"{mode} {order} {name}", "order": order, "mode": mode, "map": numbers(matrix),
                              "output": numbers(np.round(np.stack(channels, -1).astype(float), 5))})
    return document("affine_spline", cases, picture=array(picture), cval=-2.5)


def photo(name, shape):
    """A smooth picture with some noise, as 8-bit numbers."""
    draw = Draw("photos", name)
    rows, columns, channel = np.meshgrid(*(np.arange(n) for n in shape), indexing="ij")
    smooth = 128 + 90 * np.sin(rows / 3 + channel) * np.cos(columns / 4 - channel)
    return np.clip(np.round(smooth + draw.uniform(shape, -30, 30)), 0, 255).astype(np.int32)


def listed(value):
    """What json keeps of a drawn number or truth value."""
    return value if value is None or isinstance(value, bool) else float(value) if np.asarray(value).dtype.kind == "f" else int(value)


def made(arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return image.ImageDataGenerator(**arguments)


def function_of(arguments):
    """A network's preprocess_input in the place of its name."""
    name = arguments.get("preprocessing_function")
    return {**arguments, "preprocessing_function": getattr(keras.applications, name).preprocess_input} if name else arguments


def chain(row, pictures):
    """What get_random_transform() draws, or `impose` says, and what becomes of one picture."""
    generator, seed = made(function_of(row["arguments"])), row.get("seed", 1)
    x = pictures[row["picture"]].astype(np.float32) * np.float32(row.get("scale", 1)) + np.float32(row.get("offset", 0))
    drawn = row.get("impose") or generator.get_random_transform(x.shape, seed)
    changed = generator.apply_transform(x.copy(), drawn)
    standard = generator.standardize(changed.copy())
    case = {**row, "seed": seed, "drawn": {key: listed(value) for key, value in drawn.items()},
            "transformed": numbers(np.round(changed.astype(float), 4))}
    if not np.array_equal(standard, changed):
        case["standardized"] = numbers(np.round(standard.astype(float), 5))
    return case


def image_data_generator(rows, shapes):
    pictures = {name: photo(name, shape) for name, shape in shapes.items()}
    return document("image_data_generator", [chain(row, pictures) for row in rows],
                    pictures={name: array(picture) for name, picture in pictures.items()})


def fitted(row):
    """fit() on pictures, then standardize() of the first."""
    generator = made(row["arguments"])
    x = np.stack([photo(f"{row['name']} {i}", row["shape"][1:]) for i in range(row["shape"][0])]).astype(np.float32)
    generator.fit(x, **row["fit"])
    case = {**row, "x": array(x)}
    for member in ("mean", "std", "zca_whitening_matrix"):
        if getattr(generator, member) is not None:
            case[member] = array(getattr(generator, member).astype(np.float32))
    return {**case, "standardized": array(generator.standardize(x[0].copy()))}


def fits(rows):
    return document("image_data_generator fit", [fitted(row) for row in rows])


class Recorder(image.Iterator):
    """Keras' iterator, whose pictures are replaced by what is drawn for them; all batches that were asked for are in `log`."""

    def __init__(self, row):
        super().__init__(**{key: row[key] for key in ("n", "batch_size", "shuffle", "seed")})
        self.generator, self.log = made(dict(rotation_range=20, height_shift_range=[1, 2, 3])), []

    def _get_batches_of_transformed_samples(self, indices):
        drawn = [self.generator.get_random_transform((8, 8, 3)) for _ in indices]
        self.log.append({"indices": [int(i) for i in indices], "theta": [float(d["theta"]) for d in drawn], "tx": [float(d["tx"]) for d in drawn]})
        return np.zeros((len(indices), 2), np.float32), np.zeros((len(indices), 1), np.float32)

    def epochs(self):
        """The last three, without what was asked for before."""
        last = self.log[-3 * len(self):]
        return [last[i * len(self):(i + 1) * len(self)] for i in range(3)]


def flow_case(row):
    """Three epochs: by index, by next(), and by a model that trains."""
    indexed, by_next, fitted_to = Recorder(row), Recorder(row), Recorder(row)
    for _ in range(3):
        for i in range(len(indexed)):
            indexed[i]
        indexed.on_epoch_end()
    for _ in range(3 * len(by_next)):
        next(by_next)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(fitted_to, epochs=3, shuffle=False, verbose=0)
    return {**row, "indexed": indexed.epochs(), "next": by_next.epochs(), "fit": fitted_to.epochs()}


def flows(rows):
    return document("flow", [flow_case(row) for row in rows])


def listing_case(row):
    """The files that both ways of Keras find in a folder made for it."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name in row["folders"]:
            (root / name).mkdir(parents=True, exist_ok=True)
        for name in row["files"]:
            (root / name).touch()
        case = {**row, "flow": [], "dataset": []}
        for arguments in row["flow"]:
            subset = arguments.get("subset")
            generator = image.ImageDataGenerator(validation_split=arguments.get("validation_split", 0.0))
            found = generator.flow_from_directory(folder, subset=subset, classes=arguments.get("classes"), shuffle=False)
            case["flow"].append({**arguments, "found": found.filenames, "labels": [int(i) for i in found.classes],
                                 "class_names": list(found.class_indices)})
        for arguments in row["dataset"]:
            found = keras.utils.image_dataset_from_directory(folder, verbose=False, **arguments)
            parts = found if isinstance(found, list) else [found]
            case["dataset"].append({**arguments, "classes": parts[0].class_names, "found": [
                [str(pathlib.Path(path).relative_to(root)) for path in part.file_paths] for part in parts]})
        return case


def listings(rows):
    return document("listing", [listing_case(row) for row in rows])


def fill(root, pictures):
    """Writes pictures as PNG files under their names."""
    from PIL import Image

    for name, shape in pictures.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = photo(name, shape).astype(np.uint8)
        Image.fromarray(pixels[..., 0] if shape[-1] == 1 else pixels).save(root / name)


def batch_of(given, digits):
    x, y = given if isinstance(given, tuple) else (given, None)
    case = {"x": array(np.round(np.asarray(x, np.float32), digits))}
    return case if y is None or np.asarray(y).ndim == 4 else {**case, "y": array(np.asarray(y, np.float32))}


def directory_flow(row, folder):
    """Two epochs of flow_from_directory(), by next()."""
    found = made(row["generator"]).flow_from_directory(folder, **row["arguments"])
    return {**row, "filenames": found.filenames, "batches": [batch_of(next(found), 4) for _ in range(2 * len(found))]}


def directory_dataset(row, folder):
    """One pass of image_dataset_from_directory() in order."""
    found = keras.utils.image_dataset_from_directory(folder, shuffle=False, verbose=False, **copy.deepcopy(row["arguments"]))
    parts = found if isinstance(found, list) else [found]
    return {**row, "batches": [batch_of(tuple(np.asarray(each) for each in batch) if isinstance(batch, tuple) else np.asarray(batch), 3)
                               for part in parts for batch in part]}


def directories(pictures, flow_rows, dataset_rows):
    with tempfile.TemporaryDirectory() as folder:
        fill(pathlib.Path(folder), pictures)
        cases = [directory_flow(row, folder) for row in flow_rows] + [directory_dataset(row, folder) for row in dataset_rows]
    return document("directory", cases, pictures={name: array(photo(name, shape)) for name, shape in pictures.items()})
