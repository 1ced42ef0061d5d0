#pragma once
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>

/// Everything in which oneDNN 2 and 3 differ: how primitive descriptors are made, and how descriptors are asked. Bias descriptors are empty for none.
namespace fovea::onednn {

struct Window {
  dnnl::memory::dims strides, dilates, pad_begin, pad_end;
};

#if DNNL_VERSION_MAJOR >= 3

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) { return desc.get_dims(); }

inline dnnl::convolution_forward::primitive_desc convolution_forward(
    const dnnl::engine& engine, bool training, const dnnl::memory::desc& x, const dnnl::memory::desc& w,
    const std::optional<dnnl::memory::desc>& bias, const dnnl::memory::desc& y, const Window& window,
    const dnnl::primitive_attr& attr) {
  const auto kind = training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
  const auto algorithm = dnnl::algorithm::convolution_direct;
  if (bias)
    return {engine,           kind,           algorithm, x, w, *bias, y, window.strides, window.dilates,
            window.pad_begin, window.pad_end, attr};
  return {engine, kind, algorithm, x, w, y, window.strides, window.dilates, window.pad_begin, window.pad_end, attr};
}

inline dnnl::convolution_backward_data::primitive_desc convolution_backward_data(
    const dnnl::engine& engine, const dnnl::memory::desc& dx, const dnnl::memory::desc& w,
    const dnnl::memory::desc& dy, const Window& window, const dnnl::convolution_forward::primitive_desc& hint,
    const dnnl::primitive_attr& attr) {
  return {engine,
          dnnl::algorithm::convolution_direct,
          dx,
          w,
          dy,
          window.strides,
          window.dilates,
          window.pad_begin,
          window.pad_end,
          hint,
          attr};
}

inline dnnl::convolution_backward_weights::primitive_desc convolution_backward_weights(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& dw,
    const std::optional<dnnl::memory::desc>& dbias, const dnnl::memory::desc& dy, const Window& window,
    const dnnl::convolution_forward::primitive_desc& hint, const dnnl::primitive_attr& attr) {
  const auto algorithm = dnnl::algorithm::convolution_direct;
  if (dbias)
    return {engine,           algorithm,      x,    dw,  *dbias, dy, window.strides, window.dilates,
            window.pad_begin, window.pad_end, hint, attr};
  return {engine, algorithm, x, dw, dy, window.strides, window.dilates, window.pad_begin, window.pad_end, hint, attr};
}

inline dnnl::inner_product_forward::primitive_desc inner_product_forward(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& w,
    const std::optional<dnnl::memory::desc>& bias, const dnnl::memory::desc& y, const dnnl::primitive_attr& attr) {
  const auto kind = dnnl::prop_kind::forward_training;
  if (bias) return {engine, kind, x, w, *bias, y, attr};
  return {engine, kind, x, w, y, attr};
}

inline dnnl::inner_product_backward_data::primitive_desc inner_product_backward_data(
    const dnnl::engine& engine, const dnnl::memory::desc& dx, const dnnl::memory::desc& w,
    const dnnl::memory::desc& dy, const dnnl::inner_product_forward::primitive_desc& hint,
    const dnnl::primitive_attr& attr) {
  return {engine, dx, w, dy, hint, attr};
}

inline dnnl::inner_product_backward_weights::primitive_desc inner_product_backward_weights(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& dw,
    const std::optional<dnnl::memory::desc>& dbias, const dnnl::memory::desc& dy,
    const dnnl::inner_product_forward::primitive_desc& hint, const dnnl::primitive_attr& attr) {
  if (dbias) return {engine, x, dw, *dbias, dy, hint, attr};
  return {engine, x, dw, dy, hint, attr};
}

inline void append_relu(dnnl::post_ops& ops) { ops.append_eltwise(dnnl::algorithm::eltwise_relu, 0.f, 0.f); }

#else

inline dnnl::memory::dims dims_of(const dnnl::memory::desc& desc) { return desc.dims(); }

inline dnnl::convolution_forward::primitive_desc convolution_forward(
    const dnnl::engine& engine, bool training, const dnnl::memory::desc& x, const dnnl::memory::desc& w,
    const std::optional<dnnl::memory::desc>& bias, const dnnl::memory::desc& y, const Window& window,
    const dnnl::primitive_attr& attr) {
  const auto kind = training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
  const auto algorithm = dnnl::algorithm::convolution_direct;
  using Desc = dnnl::convolution_forward::desc;
  const Desc desc =
      bias ? Desc(kind, algorithm, x, w, *bias, y, window.strides, window.dilates, window.pad_begin, window.pad_end)
           : Desc(kind, algorithm, x, w, y, window.strides, window.dilates, window.pad_begin, window.pad_end);
  return {desc, attr, engine};
}

inline dnnl::convolution_backward_data::primitive_desc convolution_backward_data(
    const dnnl::engine& engine, const dnnl::memory::desc& dx, const dnnl::memory::desc& w,
    const dnnl::memory::desc& dy, const Window& window, const dnnl::convolution_forward::primitive_desc& hint,
    const dnnl::primitive_attr& attr) {
  const dnnl::convolution_backward_data::desc desc(dnnl::algorithm::convolution_direct, dx, w, dy, window.strides,
                                                   window.dilates, window.pad_begin, window.pad_end);
  return {desc, attr, engine, hint};
}

inline dnnl::convolution_backward_weights::primitive_desc convolution_backward_weights(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& dw,
    const std::optional<dnnl::memory::desc>& dbias, const dnnl::memory::desc& dy, const Window& window,
    const dnnl::convolution_forward::primitive_desc& hint, const dnnl::primitive_attr& attr) {
  const auto algorithm = dnnl::algorithm::convolution_direct;
  using Desc = dnnl::convolution_backward_weights::desc;
  const Desc desc =
      dbias ? Desc(algorithm, x, dw, *dbias, dy, window.strides, window.dilates, window.pad_begin, window.pad_end)
            : Desc(algorithm, x, dw, dy, window.strides, window.dilates, window.pad_begin, window.pad_end);
  return {desc, attr, engine, hint};
}

inline dnnl::inner_product_forward::primitive_desc inner_product_forward(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& w,
    const std::optional<dnnl::memory::desc>& bias, const dnnl::memory::desc& y, const dnnl::primitive_attr& attr) {
  const auto kind = dnnl::prop_kind::forward_training;
  using Desc = dnnl::inner_product_forward::desc;
  const Desc desc = bias ? Desc(kind, x, w, *bias, y) : Desc(kind, x, w, y);
  return {desc, attr, engine};
}

inline dnnl::inner_product_backward_data::primitive_desc inner_product_backward_data(
    const dnnl::engine& engine, const dnnl::memory::desc& dx, const dnnl::memory::desc& w,
    const dnnl::memory::desc& dy, const dnnl::inner_product_forward::primitive_desc& hint,
    const dnnl::primitive_attr& attr) {
  const dnnl::inner_product_backward_data::desc desc(dx, w, dy);
  return {desc, attr, engine, hint};
}

inline dnnl::inner_product_backward_weights::primitive_desc inner_product_backward_weights(
    const dnnl::engine& engine, const dnnl::memory::desc& x, const dnnl::memory::desc& dw,
    const std::optional<dnnl::memory::desc>& dbias, const dnnl::memory::desc& dy,
    const dnnl::inner_product_forward::primitive_desc& hint, const dnnl::primitive_attr& attr) {
  using Desc = dnnl::inner_product_backward_weights::desc;
  const Desc desc = dbias ? Desc(x, dw, *dbias, dy) : Desc(x, dw, dy);
  return {desc, attr, engine, hint};
}

inline void append_relu(dnnl::post_ops& ops) { ops.append_eltwise(1.f, dnnl::algorithm::eltwise_relu, 0.f, 0.f); }

#endif

}  // namespace fovea::onednn
