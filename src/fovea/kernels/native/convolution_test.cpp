#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fovea/base/random.h"
#include "fovea/kernels/kernel.h"

namespace fovea {
namespace {

using Floats = std::vector<float>;

Floats random_floats(Random& random, std::int64_t count) {
  Floats values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

struct Case {
  std::int64_t n, h, w, c, o, kh, kw, sh, sw, dh, dw, top, left, bottom, right;
  std::int64_t oh() const { return (h + top + bottom - (kh - 1) * dh - 1) / sh + 1; }
  std::int64_t ow() const { return (w + left + right - (kw - 1) * dw - 1) / sw + 1; }
  Window window() const {
    return {.kernel = {1, kh, kw},
            .stride = {1, sh, sw},
            .dilation = {1, dh, dw},
            .pad_begin = {0, top, left},
            .pad_end = {0, bottom, right}};
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t y = 0; y < oh(); ++y)
        for (std::int64_t x = 0; x < ow(); ++x)
          for (std::int64_t ky = 0; ky < kh; ++ky)
            for (std::int64_t kx = 0; kx < kw; ++kx) {
              const std::int64_t iy = y * sh - top + ky * dh, ix = x * sw - left + kx * dw;
              if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
              visit(((i * h + iy) * w + ix) * c, ((i * oh() + y) * ow() + x) * o, (ky * kw + kx) * c * o);
            }
  }
  std::string text() const {
    std::string s;
    for (auto v : {n, h, w, c, o, kh, kw, sh, sw, dh, dw, top, left, bottom, right}) s += std::to_string(v) + " ";
    return s;
  }
};

Case draw(Random& r) {
  for (;;) {
    const auto in = [&](int a, int b) {
      return a + static_cast<std::int64_t>(r.below(static_cast<std::uint64_t>(b - a + 1)));
    };
    Case k{.n = in(1, 3),
           .h = in(1, 30),
           .w = in(1, 34),
           .c = in(1, 24),
           .o = in(1, 40),
           .kh = in(1, 7),
           .kw = in(1, 7),
           .sh = in(1, 3),
           .sw = in(1, 3),
           .dh = 1,
           .dw = 1,
           .top = 0,
           .left = 0,
           .bottom = 0,
           .right = 0};
    if (r.below(4) == 0) k.o = in(40, 130);
    if (r.below(4) == 0) k.c = in(24, 70);
    if (r.below(3) == 0) k.sh = k.sw = 1;
    if (r.below(4) == 0) {
      k.dh = in(1, 3);
      k.dw = in(1, 3);
      k.sh = k.sw = 1;
    }
    if (r.below(2) == 0) {
      const auto pad = [](std::int64_t s, std::int64_t k, std::int64_t d, std::int64_t st, std::int64_t& b,
                          std::int64_t& e) {
        const std::int64_t all = std::max<std::int64_t>(0, ((s + st - 1) / st - 1) * st + (k - 1) * d + 1 - s);
        b = all / 2;
        e = all - b;
      };
      pad(k.h, k.kh, k.dh, k.sh, k.top, k.bottom);
      pad(k.w, k.kw, k.dw, k.sw, k.left, k.right);
    }
    if (k.h + k.top + k.bottom < (k.kh - 1) * k.dh + 1 || k.w + k.left + k.right < (k.kw - 1) * k.dw + 1) continue;
    if (k.n * k.oh() * k.ow() * k.o * k.c * k.kh * k.kw > 20000000) continue;
    return k;
  }
}

TensorDesc desc(const Shape& s, bool batched, DType t = DType::f32) {
  return {.shape = s, .dtype = t, .batched = batched, .layout = {}};
}

void run(const OperationSpec& spec, std::int64_t n, std::vector<const void*> in, std::vector<void*> out) {
  const Target target{.samples = n};
  auto all = native_provider().candidates(spec, target);
  ASSERT_EQ(all.size(), 1u);
  Floats flipped;
  if (all[0].inputs.size() > 1 && !all[0].inputs[1].plain()) {
    OperationSpec flip{
        .code = OpCode::reorder, .attributes = {}, .inputs = {spec.inputs[1]}, .outputs = {spec.inputs[1]}};
    flip.outputs[0].layout = all[0].inputs[1];
    flipped.resize(static_cast<std::size_t>(spec.inputs[1].shape.count()));
    run(flip, n, {in[1]}, {flipped.data()});
    in[1] = flipped.data();
  }
  std::vector<std::byte> scratch(all[0].scratch_bytes);
  auto kernel = all[0].make();
  std::vector<const std::byte*> inputs;
  for (auto p : in) inputs.push_back(static_cast<const std::byte*>(p));
  std::vector<std::byte*> outputs;
  for (auto p : out) outputs.push_back(static_cast<std::byte*>(p));
  KernelArguments a{.inputs = inputs.data(),
                    .outputs = outputs.data(),
                    .scratch = scratch.data(),
                    .samples = n,
                    .first_sample = 0,
                    .step = {}};
  kernel->run(a);
}

void same(const Floats& a, const Floats& b, double terms, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    ASSERT_NEAR(a[i], b[i], 2e-6 * std::sqrt(terms) * 4 + 1e-5 * std::abs(b[i])) << what << " at " << i;
}

TEST(native_convolution, forward_and_backward_equal_plain_loops) {
  Random r(7);
  for (int trial = 0; trial < 300; ++trial) {
    const Case k = draw(r);
    const bool bias = r.below(2) == 0, relu = r.below(2) == 0;
    const Floats x = random_floats(r, k.n * k.h * k.w * k.c), w = random_floats(r, k.kh * k.kw * k.c * k.o),
                 b = random_floats(r, k.o);
    const Floats dy = random_floats(r, k.n * k.oh() * k.ow() * k.o);
    Floats y(dy.size()), dx(x.size()), dw(w.size(), 1.0f), db(b.size(), 1.0f);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (bias) y[i] = b[i % b.size()];
      db[i % b.size()] += dy[i];
    }
    k.each([&](std::int64_t at, std::int64_t to, std::int64_t tap) {
      for (std::int64_t c = 0; c < k.c; ++c)
        for (std::int64_t o = 0; o < k.o; ++o) {
          y[to + o] += x[at + c] * w[tap + c * k.o + o];
          dx[at + c] += dy[to + o] * w[tap + c * k.o + o];
          dw[tap + c * k.o + o] += dy[to + o] * x[at + c];
        }
    });
    if (relu)
      for (float& v : y) v = std::max(v, 0.0f);
    ConvAttributes attributes{
        .window = k.window(), .groups = 1, .bias = bias, .relu = relu, .max_pool = false, .pool = {}};
    const TensorDesc tx = desc({k.n, k.h, k.w, k.c}, true), ty = desc({k.n, k.oh(), k.ow(), k.o}, true),
                     tw = desc({k.kh, k.kw, k.c, k.o}, false), tb = desc({k.o}, false);
    Floats y2(y.size(), NAN), dx2(dx.size(), NAN), dw2(dw.size(), 1.0f), db2(db.size(), 1.0f);
    run({OpCode::convolution, attributes, {tx, tw, tb}, {ty}}, k.n, {x.data(), w.data(), b.data()}, {y2.data()});
    same(y2, y, static_cast<double>(k.kh * k.kw * k.c), "y " + k.text());
    if (k.sh == 1 && k.sw == 1 && (k.kh - 1) * k.dh >= k.top && (k.kw - 1) * k.dw >= k.left) {
      run({OpCode::convolution_backward_data, attributes, {ty, tw}, {tx}}, k.n, {dy.data(), w.data()}, {dx2.data()});
      same(dx2, dx, static_cast<double>(k.kh * k.kw * k.o), "dx " + k.text());
    }
    run({OpCode::convolution_backward_weights, attributes, {tx, ty}, {tw, tb}}, k.n, {x.data(), dy.data()},
        {dw2.data(), db2.data()});
    same(dw2, dw, static_cast<double>(k.n * k.oh() * k.ow()), "dw " + k.text());
    same(db2, db, static_cast<double>(k.n * k.oh() * k.ow()), "db " + k.text());
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace fovea
