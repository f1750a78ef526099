package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"

	"bonafide"
)

// Document is one document of a YAML stream, already known to be well-formed.
type Document struct {
	// Line is where it starts, from 1.
	Line  int
	place string
	json  []byte
	lines map[string]int // JSON pointer to line
}

// YAML reads exactly one YAML document into the pointer given, by the rules of
// [JSON]. Anchors, aliases and tags are refused: a record has no use for them and
// an attacker has. A number is accepted where text is wanted, so that a postcode
// needs no quotes. Its errors are [*bonafide.Refusal].
func YAML(place string, data []byte, into any) error {
	docs, err := Documents(place, data)
	if err != nil {
		return err
	}
	if len(docs) != 1 {
		return &bonafide.Refusal{Place: at(place, docs[1].Line), Why: "a second document begins here; one is wanted"}
	}
	return docs[0].Decode(into)
}

// Documents parses a stream of YAML documents; there is at least one.
func Documents(place string, data []byte) (docs []Document, err error) {
	if err := bounds(place, data); err != nil {
		return nil, err
	}
	// The parser is a library's and its input hostile: a panic is a refusal.
	defer func() {
		if p := recover(); p != nil {
			docs, err = nil, &bonafide.Refusal{Place: place, Why: "it is not well-formed YAML"}
		}
	}()
	if err := flowDepth(place, data); err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var node yaml.Node
		if err := dec.Decode(&node); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, yamlRefusal(place, err)
		}
		c := converter{place: place, lines: map[string]int{}}
		root := &node
		if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
			root = root.Content[0]
		}
		if err := c.write(root, "", 0); err != nil {
			return nil, err
		}
		docs = append(docs, Document{Line: root.Line, place: place, json: c.out, lines: c.lines})
	}
	if len(docs) == 0 {
		return nil, &bonafide.Refusal{Place: place, Why: "it is empty"}
	}
	return docs, nil
}

// JSON is the document as JSON.
func (d *Document) JSON() []byte { return d.json }

// numberAsText lets a YAML number stand for text: 90210 is a postcode.
var numberAsText = json.UnmarshalFromFunc(func(dec *jsontext.Decoder, s *string) error {
	if dec.PeekKind() != '0' {
		return json.SkipFunc
	}
	v, err := dec.ReadValue()
	*s = string(v)
	return err
})

// numberAsDate does the same for the year of a date.
var numberAsDate = json.UnmarshalFromFunc(func(dec *jsontext.Decoder, d *bonafide.Date) error {
	if dec.PeekKind() != '0' {
		return json.SkipFunc
	}
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*d, err = bonafide.ParseDate(string(v))
	return err
})

var yamlDecoding = json.JoinOptions(decoding, json.WithUnmarshalers(json.JoinUnmarshalers(numberAsText, numberAsDate)))

// Decode reads the document into the pointer given, by the rules of [JSON].
func (d *Document) Decode(into any) error {
	if err := json.Unmarshal(d.json, into, yamlDecoding); err != nil {
		return refusal(d.place, d.json, into, err, func(p jsontext.Pointer, _ int64) int { return d.line(p) })
	}
	return nil
}

// LineOf is the line of a JSON pointer into the document, or of the nearest thing
// around it: for refusals of what was read well and means nothing.
func (d *Document) LineOf(pointer string) int { return d.line(jsontext.Pointer(pointer)) }

// line is that of the pointer, or of the nearest thing around it.
func (d *Document) line(p jsontext.Pointer) int {
	for s := string(p); s != ""; {
		if n, ok := d.lines[s]; ok {
			return n
		}
		s = s[:max(0, strings.LastIndexByte(s, '/'))]
	}
	return d.Line
}

// flowDepth bounds brackets before the parser recurses into them.
func flowDepth(place string, data []byte) error {
	level, line := 0, 1
	for _, c := range data {
		switch c {
		case '\n':
			line++
		case '[', '{':
			if level++; level > 4*MaxDepth {
				return &bonafide.Refusal{Place: at(place, line), Why: fmt.Sprintf("nested deeper than %d levels", MaxDepth)}
			}
		case ']', '}':
			level = max(0, level-1)
		}
	}
	return nil
}

type converter struct {
	place string
	out   []byte
	lines map[string]int
}

func (c *converter) refuse(n *yaml.Node, pointer, why, remedy string) error {
	return &bonafide.Refusal{Place: at(c.place, n.Line), Path: pointer, Why: why, Remedy: remedy}
}

func (c *converter) write(n *yaml.Node, pointer string, level int) error {
	if level > MaxDepth {
		return c.refuse(n, "", fmt.Sprintf("nested deeper than %d levels", MaxDepth), "")
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		return c.refuse(n, pointer, "anchors and aliases are not accepted", "write the value out")
	}
	if _, seen := c.lines[pointer]; !seen {
		c.lines[pointer] = n.Line
	}
	switch n.Kind {
	case yaml.MappingNode:
		return c.mapping(n, pointer, level)
	case yaml.SequenceNode:
		c.out = append(c.out, '[')
		for i, item := range n.Content {
			if i > 0 {
				c.out = append(c.out, ',')
			}
			if err := c.write(item, pointer+"/"+strconv.Itoa(i), level+1); err != nil {
				return err
			}
		}
		c.out = append(c.out, ']')
		return nil
	case yaml.ScalarNode:
		return c.scalar(n, pointer)
	}
	c.out = append(c.out, "null"...)
	return nil
}

func (c *converter) mapping(n *yaml.Node, pointer string, level int) error {
	c.out = append(c.out, '{')
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return c.refuse(key, pointer, "a field's name must be plain text", "")
		}
		if seen[key.Value] {
			return c.refuse(key, pointer, fmt.Sprintf("%q stands there twice", clip(key.Value)), "keep one")
		}
		seen[key.Value] = true
		if i > 0 {
			c.out = append(c.out, ',')
		}
		if err := c.text(key, pointer, key.Value); err != nil {
			return err
		}
		c.out = append(c.out, ':')
		child := pointer + "/" + escape(key.Value)
		c.lines[child] = key.Line
		if err := c.write(value, child, level+1); err != nil {
			return err
		}
	}
	c.out = append(c.out, '}')
	return nil
}

var escaper = strings.NewReplacer("~", "~0", "/", "~1")

func escape(token string) string { return escaper.Replace(token) }

// jsonNumber is what JSON accepts as a number; everything else that YAML calls a
// number (0x1F, 1_000, +49, 007) is kept as the text that was written.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (c *converter) scalar(n *yaml.Node, pointer string) error {
	if n.Style&yaml.TaggedStyle != 0 {
		return c.refuse(n, pointer, "tags are not accepted", "write the plain value")
	}
	switch n.ShortTag() {
	case "!!null":
		c.out = append(c.out, "null"...)
		return nil
	case "!!bool":
		switch strings.ToLower(n.Value) {
		case "true":
			c.out = append(c.out, "true"...)
			return nil
		case "false":
			c.out = append(c.out, "false"...)
			return nil
		}
	case "!!int", "!!float":
		if len(n.Value) <= 40 && jsonNumber.MatchString(n.Value) {
			c.out = append(c.out, n.Value...)
			return nil
		}
	case "!!binary":
		return c.refuse(n, pointer, "tags are not accepted", "write the plain value")
	}
	return c.text(n, pointer, n.Value)
}

func (c *converter) text(n *yaml.Node, pointer, s string) error {
	out, err := jsontext.AppendQuote(c.out, s)
	if err != nil {
		return c.refuse(n, pointer, "it is not UTF-8", "save it as UTF-8")
	}
	c.out = out
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func yamlRefusal(place string, err error) error {
	r := &bonafide.Refusal{Place: place}
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(msg); m != nil {
		r.Place = place + ":" + m[1]
		msg = strings.TrimPrefix(msg, m[0]+": ")
	}
	r.Why = "it is not well-formed YAML: " + oneLine(clip(msg))
	return r
}
