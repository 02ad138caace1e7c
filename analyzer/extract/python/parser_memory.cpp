// Pieces one behind the other, each with its length before it.
#include "analyzer/extract/python/parser_memory.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <cstring>

namespace unknot::python {
namespace {

constexpr std::size_t kAligned = alignof(std::max_align_t);

thread_local std::pmr::memory_resource* in_use = nullptr;

std::size_t& length_of(void* piece) { return *reinterpret_cast<std::size_t*>(static_cast<std::byte*>(piece) - kAligned); }

}  // namespace

ParserMemory::ParserMemory() {
  [[maybe_unused]] static const bool is_set = [] {
    ts_set_allocator(take, take_empty, take_more, [](void*) {});
    return true;
  }();
}

ParserMemory::Use::Use(ParserMemory& memory) : memory_(memory) { in_use = &memory.pieces_; }

ParserMemory::Use::~Use() {
  in_use = nullptr;
  memory_.pieces_.release();
}

void* ParserMemory::take(std::size_t bytes) {
  void* piece = static_cast<std::byte*>(in_use->allocate(kAligned + bytes, kAligned)) + kAligned;
  length_of(piece) = bytes;
  return piece;
}

void* ParserMemory::take_empty(std::size_t count, std::size_t bytes) { return std::memset(take(count * bytes), 0, count * bytes); }

void* ParserMemory::take_more(void* old, std::size_t bytes) {
  if (old == nullptr) return take(bytes);
  if (bytes <= length_of(old)) return old;
  return std::memcpy(take(bytes), old, length_of(old));
}

}  // namespace unknot::python
