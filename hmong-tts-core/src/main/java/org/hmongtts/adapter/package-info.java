/**
 * LoRA adapters in the layout of PEFT: read, checked against the base that they change, and merged
 * into it. An adapter's files are as untrusted as a model's.
 */
package org.hmongtts.adapter;
