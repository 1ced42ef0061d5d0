"""Picture files that Pillow does not write, byte by byte: PNG of every depth, BMP, PNM."""
import struct
import zlib

import numpy as np

PNG_COLORS = {0: "gray", 2: "rgb", 3: "palette", 4: "gray_alpha", 6: "rgba"}
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]


def packed(row, bits):
    """A row of numbers, the first in the highest bits of a byte."""
    if bits == 16:
        return b"".join(struct.pack(">H", int(v)) for v in row)
    text = "".join(format(int(v), f"0{bits}b") for v in row)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(scene, bits, color, interlaced, key=None):
    """All filters in turn where samples are whole bytes."""
    height, width = 11, 13
    pixels = scene(height, width, CHANNELS[color]).astype(np.uint32)
    pixels = pixels * 257 + 3 * (pixels % 50) if bits == 16 else pixels >> (8 - bits)
    pixels = np.minimum(pixels, (1 << bits) - 1)
    data = b""
    for top, left, down, right in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = pixels[top::down, left::right]
        if part.size == 0:
            continue
        for y, row in enumerate(part):
            line = packed(row.reshape(-1), bits)
            step = max(1, bits * CHANNELS[color] // 8)
            subtracted = bytes((v - (line[i - step] if i >= step else 0)) & 255 for i, v in enumerate(line))
            data += b"\1" + subtracted if y % 2 else b"\0" + line
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, int(interlaced)))]
    if color == 3:
        parts.append(chunk(b"PLTE", bytes((i * 37 + c * 91) % 256 for i in range(1 << min(bits, 8)) for c in range(3))))
    if key is not None:
        parts.append(chunk(b"tRNS", key))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def bmp_header(kind, width, height, bits, compression=0, colors=0, masks=b""):
    if kind == 12:
        return struct.pack("<IHHHH", 12, width, height, 1, bits)
    head = struct.pack("<IiiHHIIiiII", kind, width, height, 1, bits, compression, 0, 2835, 2835, colors, 0)
    return head + masks if kind == 40 else (head + masks).ljust(kind, b"\0")


def bmp(header, palette, data):
    offset = 14 + len(header) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + header + palette + data


def padded(row):
    return row + b"\0" * (-len(row) % 4)


def bmps(scene):
    height, width = 9, 13
    rgb = scene(height, width).astype(np.uint32)
    rows = rgb[::-1]
    for bits in (1, 4, 8):
        palette = b"".join(struct.pack("<I", (i * 0x2f51a7) & 0xffffff) for i in range(1 << bits))
        data = b"".join(padded(packed(row[:, 0] >> (8 - bits), bits)) for row in rows)
        yield f"palette{bits}", bmp(bmp_header(40, width, height, bits), palette, data)
    core = b"".join(bytes([i * 9, i * 5, i * 3]) for i in range(16))
    data4 = b"".join(padded(packed(row[:, 0] >> 4, 4)) for row in rows)
    yield "core4", bmp(bmp_header(12, width, height, 4), core, data4)
    plain24 = b"".join(padded(row[:, ::-1].astype(np.uint8).tobytes()) for row in rows)
    yield "rgb24", bmp(bmp_header(40, width, height, 24), b"", plain24)
    yield "core24", bmp(bmp_header(12, width, height, 24), b"", plain24)
    yield "v5", bmp(bmp_header(124, width, height, 24), b"", plain24)
    top_down = b"".join(padded(row[:, ::-1].astype(np.uint8).tobytes()) for row in rgb)
    yield "top_down", bmp(bmp_header(40, width, -height, 24), b"", top_down)
    r, g, b = rows[:, :, 0], rows[:, :, 1], rows[:, :, 2]
    data555 = b"".join(padded(row.astype("<u2").tobytes()) for row in (r >> 3 << 10 | g >> 3 << 5 | b >> 3))
    yield "rgb555", bmp(bmp_header(40, width, height, 16), b"", data555)
    data565 = b"".join(padded(row.astype("<u2").tobytes()) for row in (r >> 3 << 11 | g >> 2 << 5 | b >> 3))
    yield "rgb565", bmp(bmp_header(40, width, height, 16, 3, masks=struct.pack("<III", 0xf800, 0x7e0, 0x1f)), b"", data565)
    data32 = (r << 16 | g << 8 | b | 0x80000000).astype("<u4").tobytes()
    yield "rgb32", bmp(bmp_header(40, width, height, 32), b"", data32)
    yield "v4_alpha", bmp(bmp_header(108, width, height, 32, 3, masks=struct.pack("<IIII", 0xff0000, 0xff00, 0xff, 0xff000000)), b"", data32)
    palette8 = b"".join(struct.pack("<I", (i * 0x2f51a7) & 0xffffff) for i in range(256))
    runs = b"".join(bytes([5, row[0, 0], 0, 7]) + row[5:12, 0].astype(np.uint8).tobytes() + b"\0" + bytes([1, row[12, 0], 0, 0]) for row in rows)
    yield "rle8", bmp(bmp_header(40, width, height, 8, 1), palette8, runs + b"\0\1")
    runs4 = b"".join(bytes([6, int(row[0, 0]) & 255, 0, 5, 0x12, 0x34, 0x50, 0, 2, 0x78, 0, 0]) for row in rows)
    yield "rle4", bmp(bmp_header(40, width, height, 4, 2), palette8[:64], runs4 + b"\0\1")
    yield "cut", bmp(bmp_header(40, width, height, 24), b"", plain24[:-50])


def pnms(scene):
    rgb, gray = scene(5, 7), scene(5, 7, 1)[:, :, 0]
    bits = gray > 90
    words = lambda values: "\n".join(" ".join(str(int(v)) for v in row.reshape(-1)) for row in values).encode() + b"\n"
    yield "plain_bits", b"P1\n# a comment\n7 5\n" + "\n".join("".join(str(int(v)) for v in row) for row in bits).encode() + b"\n"
    yield "plain_gray", b"P2\n7 5\n255\n" + words(gray)
    yield "plain_rgb", b"P3\n7 5\n100\n" + words(rgb // 3)
    yield "bits", b"P4\n7 5\n" + b"".join(packed(row, 1) for row in bits)
    yield "gray", b"P5 7 5 255\n" + gray.tobytes()
    yield "gray16", b"P5 7 5 65535\n" + (gray.astype(">u2") * 257).tobytes()
    yield "rgb", b"P6\n7 5 # a comment\n255\n" + rgb.tobytes()
    yield "rgb_up_to_100", b"P6\n7 5\n100\n" + (rgb // 3).astype(np.uint8).tobytes()
    yield "pam_rgba", b"P7\nWIDTH 7\nHEIGHT 5\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n" + scene(5, 7, 4).tobytes()
    yield "cut", b"P6\n7 5\n255\n" + rgb.tobytes()[:-9]
