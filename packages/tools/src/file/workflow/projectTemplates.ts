/**
 * What a new project consists of: a table of templates, each a list of files. Small on purpose: enough to run and to test,
 * nothing that has to be installed or taken out again. Pure. A path that ends in `/` is an empty folder.
 */
import { escapeHtml, type ProjectNames } from "./projectNames.ts"

export interface ProjectFile {
  /** Below the project's folder. */
  readonly path: string
  readonly text: string
}

export interface ProjectTemplate {
  readonly name: string
  readonly description: string
  readonly files: (names: ProjectNames) => ReadonlyArray<ProjectFile>
}

const text = (path: string, ...lines: ReadonlyArray<string>): ProjectFile => ({ path, text: `${lines.join("\n")}\n` })
const json = (path: string, value: unknown): ProjectFile => ({ path, text: `${JSON.stringify(value, null, 2)}\n` })
const folder = (path: string): ProjectFile => ({ path: `${path}/`, text: "" })

const readme = ({ title }: ProjectNames, ...commands: ReadonlyArray<string>): ProjectFile =>
  text("README.md", `# ${title}`, ...(commands.length > 0 ? ["", "```sh", ...commands, "```"] : []))

export const PROJECT_TEMPLATES: ReadonlyArray<ProjectTemplate> = [
  {
    name: "node",
    description: "a Node.js program with a test",
    files: (names) => [
      json("package.json", {
        name: names.slug,
        version: "0.1.0",
        private: true,
        type: "module",
        scripts: { start: "node src/index.js", test: "node --test" }
      }),
      readme(names, "npm start", "npm test"),
      text(".gitignore", "node_modules/", "coverage/", ".env"),
      text("src/greet.js", "/** A greeting for one name. */", "export const greet = (name) => `Hello, ${name}!`"),
      text("src/index.js", 'import { greet } from "./greet.js"', "", 'console.log(greet("world"))'),
      text(
        "test/greet.test.js",
        'import assert from "node:assert/strict"',
        'import { test } from "node:test"',
        'import { greet } from "../src/greet.js"',
        "",
        'test("greets by name", () => {',
        '  assert.equal(greet("Ada"), "Hello, Ada!")',
        "})"
      )
    ]
  },
  {
    name: "library",
    description: "a TypeScript library with a test",
    files: (names) => [
      json("package.json", {
        name: names.slug,
        version: "0.1.0",
        type: "module",
        exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
        files: ["dist"],
        scripts: { build: "tsc", test: "tsc && node --test" },
        devDependencies: { typescript: ">=5.7" }
      }),
      json("tsconfig.json", {
        compilerOptions: {
          target: "es2022",
          module: "nodenext",
          strict: true,
          declaration: true,
          rootDir: "src",
          outDir: "dist"
        },
        include: ["src"]
      }),
      readme(names, "npm install", "npm test"),
      text(".gitignore", "node_modules/", "dist/"),
      text("CHANGELOG.md", "# Changelog", "", "## 0.1.0", "", "- First version."),
      text(
        "src/index.ts",
        "/** The sum of two numbers. */",
        "export const add = (a: number, b: number): number => a + b"
      ),
      text(
        "test/index.test.js",
        'import assert from "node:assert/strict"',
        'import { test } from "node:test"',
        'import { add } from "../dist/index.js"',
        "",
        'test("adds two numbers", () => {',
        "  assert.equal(add(1, 2), 3)",
        "})"
      )
    ]
  },
  {
    name: "python",
    description: "a Python package with a test",
    files: (names) => [
      text(
        "pyproject.toml",
        "[build-system]",
        'requires = ["setuptools>=64"]',
        'build-backend = "setuptools.build_meta"',
        "",
        "[project]",
        `name = "${names.slug}"`,
        'version = "0.1.0"',
        'requires-python = ">=3.9"',
        "",
        "[tool.setuptools.packages.find]",
        'where = ["src"]'
      ),
      readme(names, "PYTHONPATH=src python3 -m unittest discover tests"),
      text(".gitignore", "__pycache__/", "*.pyc", ".venv/", "dist/", "*.egg-info/"),
      text(
        `src/${names.module}/__init__.py`,
        "def greet(name: str) -> str:",
        '    """A greeting for one name."""',
        '    return f"Hello, {name}!"'
      ),
      text(
        `tests/test_${names.module}.py`,
        "import unittest",
        "",
        `from ${names.module} import greet`,
        "",
        "",
        "class TestGreet(unittest.TestCase):",
        "    def test_greets_by_name(self):",
        '        self.assertEqual(greet("Ada"), "Hello, Ada!")',
        "",
        "",
        'if __name__ == "__main__":',
        "    unittest.main()"
      )
    ]
  },
  {
    name: "web",
    description: "a web page with style and script",
    files: (names) => [
      text(
        "index.html",
        "<!doctype html>",
        '<html lang="en">',
        "  <head>",
        '    <meta charset="utf-8" />',
        '    <meta name="viewport" content="width=device-width, initial-scale=1" />',
        `    <title>${escapeHtml(names.title)}</title>`,
        '    <link rel="stylesheet" href="css/style.css" />',
        '    <script type="module" src="js/main.js"></script>',
        "  </head>",
        "  <body>",
        `    <h1>${escapeHtml(names.title)}</h1>`,
        '    <p id="now"></p>',
        "  </body>",
        "</html>"
      ),
      text(
        "css/style.css",
        "body {",
        "  max-width: 40rem;",
        "  margin: 2rem auto;",
        "  padding: 0 1rem;",
        "  font-family: system-ui, sans-serif;",
        "  line-height: 1.5;",
        "}"
      ),
      text("js/main.js", 'document.querySelector("#now").textContent = new Date().toLocaleString()'),
      folder("images"),
      readme(names, "python3 -m http.server")
    ]
  },
  {
    name: "go",
    description: "a Go program with a test",
    files: (names) => [
      text("go.mod", `module example.com/${names.slug}`, "", "go 1.21"),
      text(
        "main.go",
        "package main",
        "",
        'import "fmt"',
        "",
        "// Greet gives a greeting for one name.",
        "func Greet(name string) string {",
        '\treturn fmt.Sprintf("Hello, %s!", name)',
        "}",
        "",
        "func main() {",
        '\tfmt.Println(Greet("world"))',
        "}"
      ),
      text(
        "main_test.go",
        "package main",
        "",
        'import "testing"',
        "",
        "func TestGreet(t *testing.T) {",
        '\tif got := Greet("Ada"); got != "Hello, Ada!" {',
        '\t\tt.Errorf("got %q", got)',
        "\t}",
        "}"
      ),
      readme(names, "go run .", "go test ./...")
    ]
  },
  {
    name: "rust",
    description: "a Rust program with a test",
    files: (names) => [
      text("Cargo.toml", "[package]", `name = "${names.slug}"`, 'version = "0.1.0"', 'edition = "2021"'),
      text(
        "src/main.rs",
        "fn greet(name: &str) -> String {",
        '    format!("Hello, {name}!")',
        "}",
        "",
        "fn main() {",
        '    println!("{}", greet("world"));',
        "}",
        "",
        "#[cfg(test)]",
        "mod tests {",
        "    use super::greet;",
        "",
        "    #[test]",
        "    fn greets_by_name() {",
        '        assert_eq!(greet("Ada"), "Hello, Ada!");',
        "    }",
        "}"
      ),
      text(".gitignore", "/target"),
      readme(names, "cargo run", "cargo test")
    ]
  },
  {
    name: "data",
    description: "folders for data, notebooks and results",
    files: (names) => [
      folder("data/raw"),
      folder("data/processed"),
      folder("notebooks"),
      folder("results"),
      folder("src"),
      text(".gitignore", "data/", "results/", ".ipynb_checkpoints/"),
      text(
        "README.md",
        `# ${names.title}`,
        "",
        "- `data/raw`: as it came, never changed",
        "- `data/processed`: made from it",
        "- `notebooks`, `src`: what makes it",
        "- `results`: figures and tables"
      )
    ]
  }
]
