// Requests and answers of the preprocessor.
#include "analyzer/includes/preprocessing.h"

namespace unknot {

PreprocessRequest preprocess_request(const TruthInput& in, std::uint32_t command) {
  const UnitCommand& unit = in.commands[command];
  return {.directory = unit.directory,
          .flags = unit.flags,
          .file = unit.file,
          .predefined = unit.predefined == 0 ? "" : in.predefined[unit.predefined - 1]};
}

Heard hear(const TruthInput& in, std::uint32_t command, const Answer& answer, Truth& truth) {
  const UnitCommand& unit = in.commands[command];
  ++truth.preprocessed;
  if (!answer.reply) {
    truth.failures.emplace_back(unit.file, answer.failure);
    return {};
  }
  const auto& reply = std::get<PreprocessReply>(*answer.reply);
  if (!reply.ok && !unit.inferred)
    truth.failures.emplace_back(unit.file, reply.message.empty() ? "cannot be preprocessed" : reply.message);
  truth.read.insert(truth.read.end(), reply.read.begin(), reply.read.end());
  truth.missing.insert(truth.missing.end(), reply.missing.begin(), reply.missing.end());
  return {.reply = &reply, .complete = reply.ok};
}

}  // namespace unknot
