"""Writes small pictures of every variant into tests/fuzz/seeds and what Pillow and TensorFlow make of them into images.json.

    python tests/golden/pictures.py

Wants pillow, keras, tensorflow-cpu, and cjpeg of Debian's libjpeg-turbo-progs. The pictures are a few hundred bytes each; tests read
them as goldens and as seeds for fuzzing.
"""
import hashlib
import io
import itertools
import json
import pathlib
import struct
import subprocess
import zlib

import numpy as np
from PIL import Image

from makers import picture_files as files
from makers.environment import shared_dir

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = HERE.parent / "fuzz" / "seeds"
FILTERS = {"nearest": 0, "box": 4, "bilinear": 2, "hamming": 5, "bicubic": 3, "lanczos": 1}


def scene(height, width, channels=3, seed=1):
    """Slopes, an edge and a little noise."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    noise = np.random.default_rng(seed).integers(-9, 10, (height, width, channels))
    value = 255 * (x / width) * (c + 1) / channels + 90 * (y > height // 2) * (c % 2 == 0) - 60 * (y / height) + noise
    return np.clip(value, 0, 255).astype(np.uint8)


def pattern(height, width, channels):
    """Numbers that a test makes again: 0..255 by the index of an element."""
    i = np.arange(height * width * channels, dtype=np.int64)
    return ((i * i * 7 + i * 13) // 5 % 256).astype(np.uint8).reshape(height, width, channels)


def saved(image, **arguments):
    stream = io.BytesIO()
    image.save(stream, **arguments)
    return stream.getvalue()


def cjpeg(pixels, *arguments):
    source = saved(Image.fromarray(pixels), format="PPM")
    return subprocess.run(["cjpeg", *arguments], input=source, stdout=subprocess.PIPE, check=True).stdout


def jpegs():
    rgb = scene(21, 27)
    for name, sampling in {"444": "1x1", "422": "2x1", "420": "2x2", "411": "4x1", "440": "1x2"}.items():
        yield f"baseline_{name}", cjpeg(rgb, "-sample", sampling)
    yield "progressive", cjpeg(rgb, "-progressive")
    yield "arithmetic", cjpeg(rgb, "-arithmetic")
    yield "restart", cjpeg(rgb, "-restart", "1B")
    yield "gray", cjpeg(rgb, "-grayscale")
    cmyk = saved(Image.fromarray(scene(9, 13, 4), "CMYK"), format="JPEG")
    yield "cmyk", cmyk
    yield "ycck", cmyk.replace(b"Adobe\0\x64\0\0\0\0\0", b"Adobe\0\x64\0\0\0\0\2")
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "oriented", saved(Image.fromarray(rgb), format="JPEG", exif=exif)
    twelve = cjpeg(rgb)
    at = twelve.index(b"\xff\xc0") + 4
    yield "bits12", twelve[:at] + b"\x0c" + twelve[at + 1:]
    yield "cut", cjpeg(rgb)[:-40]


def pngs():
    for bits, color in [(1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (1, 3), (2, 3), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6),
                        (16, 6)]:
        for interlaced in (False, True):
            yield f"{files.PNG_COLORS[color]}{bits}{'_interlaced' if interlaced else ''}", files.png(scene, bits, color, interlaced)
    yield "gray8_key", files.png(scene, 8, 0, False, key=struct.pack(">H", 60))
    yield "rgb8_key", files.png(scene, 8, 2, False, key=struct.pack(">HHH", 0, 0, 0))
    yield "palette4_alpha", files.png(scene, 4, 3, False, key=bytes([0, 80, 160]))
    good = files.png(scene, 8, 2, False)
    yield "no_end", good[:-12]
    yield "cut", good[:-40]


def webps():
    yield "lossy", saved(Image.fromarray(scene(15, 19)), format="WEBP", quality=80)
    yield "lossless", saved(Image.fromarray(scene(15, 19)), format="WEBP", lossless=True)
    yield "lossy_alpha", saved(Image.fromarray(scene(15, 19, 4)), format="WEBP", quality=80)
    yield "lossless_alpha", saved(Image.fromarray(scene(15, 19, 4)), format="WEBP", lossless=True)
    frames = [Image.fromarray(scene(15, 19, 4, seed)) for seed in (1, 2)]
    yield "animation", saved(frames[0], format="WEBP", save_all=True, append_images=frames[1:], lossless=True)
    yield "cut", saved(Image.fromarray(scene(15, 19)), format="WEBP", quality=80)[:-20]


def gifs():
    picture = Image.fromarray(scene(15, 19)).quantize(12)
    plain = saved(picture, format="GIF", interlace=0)
    yield "plain", plain
    yield "interlaced", saved(picture, format="GIF", interlace=1)
    yield "gray", saved(Image.fromarray(scene(15, 19, 1)[:, :, 0]), format="GIF")
    yield "transparent", saved(picture, format="GIF", transparency=3)
    yield "animation", saved(picture, format="GIF", save_all=True, append_images=[Image.fromarray(scene(15, 19, 3, 2))])
    wide = bytearray(plain)
    wide[6:10] = struct.pack("<HH", 25, 20)
    at = bytes(wide).index(b"\x2c\0\0\0\0") + 1
    wide[at:at + 4] = struct.pack("<HH", 4, 3)
    yield "offset", bytes(wide)
    wide[6:10] = struct.pack("<HH", 5, 4)
    yield "beyond", bytes(wide)
    yield "cut", plain[:-15]


def tiffs():
    rgb, gray = Image.fromarray(scene(15, 19)), Image.fromarray(scene(15, 19, 1)[:, :, 0])
    for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
        yield f"rgb_{compression}", saved(rgb, format="TIFF", compression=compression)
    yield "gray", saved(gray, format="TIFF")
    yield "bits", saved(gray.point(lambda v: 255 * (v > 90)).convert("1"), format="TIFF", compression="group4")
    yield "palette", saved(rgb.quantize(12), format="TIFF", compression="tiff_lzw")
    yield "rgba", saved(Image.fromarray(scene(15, 19, 4)), format="TIFF", compression="tiff_lzw")
    yield "cmyk", saved(Image.fromarray(scene(15, 19, 4), "CMYK"), format="TIFF", compression="tiff_lzw")
    for compression in ("raw", "tiff_lzw"):
        yield f"ycbcr_{compression}", saved(Image.fromarray(scene(15, 19), "YCbCr"), format="TIFF", compression=compression)
    yield "gray16", saved(Image.fromarray(scene(15, 19, 1)[:, :, 0].astype(np.uint16) * 257), format="TIFF")
    yield "oriented", saved(rgb, format="TIFF", compression="tiff_lzw", tiffinfo={274: 6})
    yield "pages", saved(rgb, format="TIFF", compression="tiff_lzw", save_all=True, append_images=[gray])
    yield "cut", saved(rgb, format="TIFF", compression="raw")[:-90]


def sha(data):
    return hashlib.sha256(bytes(data)).hexdigest()[:16]


def of_pillow(data):
    """The header and a hash of each conversion, or Pillow's complaint."""
    try:
        image = Image.open(io.BytesIO(data))
        stored = {"mode": image.mode, "size": [image.height, image.width], "frames": getattr(image, "n_frames", 1),
                  "orientation": image.getexif().get(0x0112, 1)}
        image.seek(0)
        image.load()
    except Exception as error:  # whatever a plugin raises
        return {"refused": type(error).__name__}
    return {**stored, **{name: sha(image.convert(mode).tobytes()) for name, mode in {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}.items()}}


def of_tensorflow(tf, data):
    try:
        return sha(tf.io.decode_image(data, channels=3, expand_animations=False).numpy().tobytes())
    except Exception:  # not decoded
        return None


def resizes():
    """Checksums of what Pillow's resize gives, by filter, channels, sizes and box."""
    for channels, (from_size, to_size, box), (name, filter_) in itertools.product(
            (1, 3, 4),
            [((23, 31), (7, 9), None), ((9, 7), (20, 33), None), ((40, 50), (15, 15), (5, 2, 45, 38)), ((16, 16), (16, 5), None),
             ((16, 16), (5, 16), None), ((300, 3), (2, 1), None),
             ((5, 607), (11, 87), (279, 2, 547, 4))], FILTERS.items()):
        pixels = pattern(*from_size, channels)
        image = Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)
        result = image.resize(to_size[::-1], filter_, box=box)
        yield {"filter": name, "channels": channels, "from": from_size, "to": to_size, "box": box or [0, 0, from_size[1], from_size[0]],
               "crc": zlib.crc32(result.tobytes())}


def tf_resizes(tf):
    from makers.write import array
    for channels, (from_size, to_size), method in itertools.product(
            (1, 3), [((11, 13), (4, 5)), ((4, 5), (7, 9))], ("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")):
        result = tf.image.resize(pattern(*from_size, channels), to_size, method=method).numpy()
        yield {"method": method, "channels": channels, "from": from_size, "to": to_size, "result": array(result)}


def shared_tiffs():
    """What Pillow makes of the TIFF files of other projects in the shared folder, which manifest.jsonl leaves out."""
    folder = shared_dir() / "images"
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".tif", ".tiff") and p.is_file()):
        made = of_pillow(path.read_bytes())
        yield {"file": str(path.relative_to(folder)), **({"refused": made["refused"]} if "refused" in made else {"mode": made["mode"], "rgb": made["rgb"]})}


def load_imgs():
    """What keras.utils.load_img makes of some of the pictures."""
    import keras
    for file, color_mode, size, interpolation, keep in [
            ("jpeg/baseline_420", "rgb", None, "nearest", False), ("jpeg/baseline_420", "rgb", (8, 9), "nearest", False),
            ("jpeg/baseline_420", "rgb", (8, 9), "bilinear", False), ("jpeg/baseline_420", "rgb", (10, 5), "bilinear", True),
            ("jpeg/oriented", "rgb", (9, 30), "lanczos", True), ("jpeg/cmyk", "grayscale", (5, 5), "bicubic", False),
            ("png/rgba8", "rgba", (5, 4), "hamming", True), ("png/rgba8", "rgb", (5, 4), "box", False), ("png/gray16", "rgb", (30, 7), "box", False),
            ("png/palette4_alpha", "rgba", (4, 20), "bilinear", False), ("gif/offset", "rgb", (7, 7), "bilinear", True),
            ("webp/lossy_alpha", "grayscale", (40, 3), "nearest", True)]:
        image = keras.utils.load_img(SEEDS / file, color_mode=color_mode, target_size=size, interpolation=interpolation, keep_aspect_ratio=keep)
        array = keras.utils.img_to_array(image)
        yield {"file": file, "color_mode": color_mode, "target_size": size, "interpolation": interpolation, "keep_aspect_ratio": keep,
               "shape": array.shape, "sha": sha(array.astype(np.uint8).tobytes())}


def main():
    import PIL
    import tensorflow as tf
    from makers.write import compact
    cases = []
    for folder, make in {"jpeg": jpegs, "png": pngs, "webp": webps, "gif": gifs, "bmp": lambda: files.bmps(scene), "tiff": tiffs,
                         "pnm": lambda: files.pnms(scene)}.items():
        (SEEDS / folder).mkdir(parents=True, exist_ok=True)
        for name, data in make():
            (SEEDS / folder / name).write_bytes(data)
            cases.append({"file": f"{folder}/{name}", **of_pillow(data), "tf": of_tensorflow(tf, data)})
    lists = {"cases": cases, "resizes": list(resizes()), "tf_resizes": list(tf_resizes(tf)), "load_imgs": list(load_imgs()),
             "shared_tiffs": list(shared_tiffs())}
    made_by = {"pillow": PIL.__version__, "tensorflow": tf.__version__}
    lines = [f' "{key}": [\n' + ",\n".join("  " + compact(row) for row in rows) + "\n ]" for key, rows in lists.items()]
    head = [' "subject": "pictures"', f' "made_by": {compact(made_by)}']
    (HERE / "images.json").write_text("{\n" + ",\n".join(head + lines) + "\n}\n")


if __name__ == "__main__":
    main()
