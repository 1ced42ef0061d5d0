#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "cli/checks.h"
#include "cli/data_parts.h"
#include "cli/interrupt.h"
#include "cli/limits.h"
#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/quarantine.h"
#include "fovea/data/photos/shown_name.h"

namespace fovea::cli {
namespace {

constexpr std::size_t most_shown = 10;

struct Options {
  std::string data, folder, undo, what = "unreadable,duplicates";
  bool dry_run = false;
  int threads = 0;
  bool follow_links = false;
};

Json to_json(const std::vector<Misfit>& files) {
  Json list = Json::list();
  for (const Misfit& file : files)
    list.push_back(Json::Object{{"name", shown_name(file.name)}, {"reason", shown_name(file.reason)}});
  return list;
}

/// A path as a word of a shell's command.
std::string shell_word(const std::string& path) {
  const bool plain = std::ranges::all_of(path, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '_' || c == '-' || c == '+' || c == ',' || c >= 0x80;
  });
  std::string word = path.starts_with('-') ? "./" + path : path;
  if (plain) return word;
  for (std::size_t at = 0; (at = word.find('\'', at)) != std::string::npos; at += 4) word.replace(at, 1, "'\\''");
  return "'" + word + "'";
}

/// Those that were moved: they go in their order, but for those that stay.
std::vector<Misfit> moved_of(std::vector<Misfit> files, const Moved& moved) {
  std::erase_if(files, [&](const Misfit& file) {
    return std::ranges::find(moved.left, file.name, &SkippedFile::name) != moved.left.end();
  });
  files.resize(static_cast<std::size_t>(moved.count));
  return files;
}

/// Tells what could not be moved, and gives the exit code.
int finish(const Moved& moved, const Terminal& terminal) {
  if (moved.stopped) terminal.say("interrupted; the same command goes on from there");
  for (const SkippedFile& file : moved.left)
    terminal.warn(shown_name(file.name) + ": stays where it is: " + file.reason + ".");
  if (moved.stopped) return interrupted_status;
  return moved.left.empty() ? 0 : exit_code(ErrorKind::resource);
}

Json moved_json(const Options& options, const Moved& moved, Json files) {
  return Json::Object{{"data", options.data},
                      {"list", moved.list.string()},
                      {"moved", moved.count},
                      {"left", static_cast<std::int64_t>(moved.left.size())},
                      {"files", std::move(files)}};
}

int undo(const Options& options, const Terminal& terminal) {
  watch_interrupts();
  const Moved moved = undo_quarantine(options.data, options.undo, interrupted);
  terminal.result(fmt::format("{} file{} moved back to {}", moved.count, moved.count == 1 ? "" : "s", options.data));
  terminal.object(moved_json(options, moved, Json::list()));
  return finish(moved, terminal);
}

/// Only files of a folder are moved.
void refuse_others(const PhotoSet& set) {
  const std::string kind = set.files->kind();
  if (kind == "csv")
    fail(ErrorKind::usage, set.files->who() +
                               ": is a list, whose files others may use. Take lines out of it instead; `fovea "
                               "data check` names the files.");
  if (kind != "folder")
    fail(ErrorKind::usage, set.files->who() + ": archives are never changed. Unpack it, and clean the folder.");
}

std::string listed(const std::vector<Misfit>& files, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(files.size(), most); ++i)
    text += "\n    " + shown_name(files[i].name) + ": " + shown_name(files[i].reason);
  if (files.size() > most) text += fmt::format("\n    and {} more", files.size() - most);
  return text;
}

int clean(const Options& options, const Terminal& terminal) {
  if (!options.undo.empty()) return undo(options, terminal);
  const PhotoSet set = open_photos(options.data, {.follow_links = options.follow_links, .limits = read_limits()});
  refuse_others(set);
  const std::vector<std::string> kinds = split(options.what, ',');
  find_misfits(set, {}, kinds);  // refuses a wrong word before hours of reading
  const PhotoCheck check = check_with_progress(set, options.threads, terminal);
  if (check.stopped) {
    terminal.say("interrupted; nothing was moved");
    return interrupted_status;
  }
  std::vector<Misfit> files = find_misfits(set, check, kinds);
  const std::filesystem::path folder =
      options.folder.empty() ? quarantine_of(options.data) : std::filesystem::path(options.folder);
  if (options.dry_run || files.empty()) {
    terminal.result(files.empty() ? fmt::format("nothing to move: none of {} files is {}", check.pictures.size(),
                                                join(kinds, " or "))
                                  : fmt::format("{} of {} files would be moved to {}{}", files.size(),
                                                check.pictures.size(), folder.string(), listed(files, files.size())));
    terminal.object(moved_json(options, {}, to_json(files)));
    return 0;
  }
  const Moved moved = quarantine(options.data, folder, files, interrupted);
  files = moved_of(std::move(files), moved);
  std::string text = fmt::format("{} of {} files were moved to {}{}", moved.count, check.pictures.size(),
                                 folder.string(), listed(files, most_shown));
  if (moved.count > 0)
    text += fmt::format("\nTo bring them back: fovea data clean {} --undo {}", shell_word(options.data),
                        shell_word(moved.list.string()));
  terminal.result(text);
  terminal.object(moved_json(options, moved, to_json(files)));
  return finish(moved, terminal);
}

}  // namespace

CommandPart add_data_clean(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  CLI::App* sub =
      data.add_subcommand("clean", "Move photos that nothing can be learned from out of a folder, and back");
  sub->footer(
      "Nothing is deleted: files keep their names in the quarantine, with a list that brings them back.\n"
      "Examples:\n  fovea data clean photos --dry-run\n  fovea data clean photos --what unreadable,duplicates,tiny\n"
      "  fovea data clean photos --undo photos-quarantine/moved.txt");
  sub->add_option("DATA", options->data, "A folder of class folders")->required()->type_name("");
  sub->add_option(
         "--what", options->what,
         "Words with commas between them: unreadable; duplicates (all but the first of a class); near (the same "
         "of those that look alike); contradictions (equal pictures in several classes); tiny; constant")
      ->capture_default_str()
      ->type_name("WORDS");
  sub->add_option("--quarantine", options->folder, "Where files go, outside DATA (default: DATA-quarantine)")
      ->type_name("FOLDER");
  sub->add_flag("--dry-run", options->dry_run, "Say what would be moved, and move nothing");
  sub->add_option("--undo", options->undo, "Move the files of this list back")
      ->type_name("LIST")
      ->excludes("--dry-run", "--quarantine", "--what");
  sub->add_flag("--follow-links", options->follow_links, "Walk into folders that links lead to");
  sub->add_option("--threads", options->threads, "Threads (default: all cores)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group("Machine");
  return {sub, [options, &terminal] { return clean(*options, terminal); }};
}

}  // namespace fovea::cli
