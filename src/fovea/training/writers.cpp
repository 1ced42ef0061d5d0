#include "fovea/training/writers.h"

#include <algorithm>

#include <fmt/format.h>

#include "fovea/base/file.h"

namespace fovea {

void HistoryWriter::on_epoch_end(const EpochLogs& logs) {
  if (text_.empty()) {
    text_ = "epoch";
    for (const std::string& name : measured()) text_ += "," + name;
    text_ += ",learning_rate,seconds\n";
  }
  text_ += std::to_string(logs.epoch + 1);
  for (const std::string& name : measured()) {
    const double* value = logs.find(name);
    text_ += value != nullptr ? fmt::format(",{:.9g}", *value) : ",";
  }
  text_ += fmt::format(",{:.9g},{:.3f}\n", logs.learning_rate, logs.seconds);
  write_file(path_, text_);
}

ModelSaver::ModelSaver(const std::filesystem::path& folder, SavedExtras extras)
    : latest_(RunFolder::model_path(folder)), best_(RunFolder::best_path(folder)), extras_(std::move(extras)) {}

void ModelSaver::on_train_begin() {
  monitored_ = std::find(measured().begin(), measured().end(), "val_loss") != measured().end() ? "val_loss" : "loss";
}

void ModelSaver::on_epoch_end(const EpochLogs& logs) {
  save_model(model(), latest_, extras_);
  const double* value = logs.find(monitored_);
  if (value == nullptr || logs.step < logs.steps || (best_epoch_ > 0 && !(*value < lowest_))) return;
  save_model(model(), best_, extras_);
  lowest_ = *value;
  best_epoch_ = logs.epoch + 1;
}

StepLog::StepLog(const std::filesystem::path& path) : path_(path), file_(path) { check(); }

void StepLog::check() {
  if (!file_) fail(ErrorKind::resource, path_.string() + ": the step log cannot be written.");
}

void StepLog::on_batch_end(const BatchLogs& logs) {
  if (step_ == 0) {
    file_ << "step,loss";
    for (std::size_t i = 1; i < logs.values.size(); ++i) file_ << ',' << logs.values[i].first;
    file_ << '\n';
  }
  file_ << fmt::format("{},{:.9g}", ++step_, logs.loss);
  for (std::size_t i = 1; i < logs.values.size(); ++i) file_ << fmt::format(",{:.9g}", logs.values[i].second);
  file_ << '\n';
  check();
}

void StepLog::on_train_end(const EpochLogs&) {
  file_.flush();
  check();
}

}  // namespace fovea
