// What tree-sitter asks for while it parses one file, given back all at once: a tree has a piece for each word, and to take it apart
// again piece by piece takes a tenth of the time.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>

namespace unknot::python {

/// Of use to one thread. Nobody may call tree-sitter but while a `Use` lives on his thread.
class ParserMemory {
 public:
  ParserMemory();

  /// Until it dies tree-sitter lives on this memory; then all of that is gone.
  class Use {
   public:
    explicit Use(ParserMemory&);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    ParserMemory& memory_;
  };

 private:
  static void* take(std::size_t bytes);
  static void* take_empty(std::size_t count, std::size_t bytes);
  static void* take_more(void* old, std::size_t bytes);

  static constexpr std::size_t kKept = std::size_t{4} << 20U;  ///< enough for most files, kept from one to the next
  std::unique_ptr<std::byte[]> kept_ = std::make_unique_for_overwrite<std::byte[]>(kKept);
  std::pmr::monotonic_buffer_resource pieces_{kept_.get(), kKept};
};

}  // namespace unknot::python
