// Runs every file of the folders that the command line names through the fuzz target: the corpus as an ordinary test.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::set<std::filesystem::path> inputs;
  for (int i = 1; i < argc; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
      if (entry.is_regular_file()) inputs.insert(entry.path());
  if (inputs.empty()) {
    std::fputs("no input\n", stderr);
    return 1;
  }
  constexpr std::chrono::seconds kLongest{20};  // libFuzzer's own limit is in the same region; sanitizers are slow
  for (const auto& input : inputs) {
    std::fprintf(stderr, "%s\n", input.c_str());  // the last line names the input that ends the process
    std::ifstream in(input, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const auto start = std::chrono::steady_clock::now();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    if (std::chrono::steady_clock::now() - start > kLongest) {
      std::fputs("took too long\n", stderr);
      return 1;
    }
  }
  return 0;
}
