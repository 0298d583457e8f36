"""Do hmong-tts and PEFT lose alike? Trains the same adapter on the same batches with both.

    python equal_loss.py make  DIR --shape orpheus-3b     base, adapter and batches
    python equal_loss.py train DIR --device cuda          PEFT's losses, into DIR/peft.json
    hmong-tts bench train --equal-loss DIR --device cuda:0 --precision bf16 --out DIR/ours.json
    python equal_loss.py compare DIR DIR/ours.json

The base is random in bfloat16 (or float32 with --dtype), the adapter of rank 16 on all seven
products in float32, its B drawn as well so that it changes something from the start. A few batches
come again and again, so that the losses fall. AdamW without decay at 2e-4, clipping at 1, loss the
mean over all labels of a step. Needs torch, transformers 5 and peft 0.21.
"""

import argparse
import json
import pathlib
import random
import time

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
LEARNING_RATE = 2e-4
MAX_GRADIENT_NORM = 1.0
NO_LABEL = -100
PROMPT_SHARE = 0.1

LLAMA_3_2 = dict(
    model_type="llama",
    rms_norm_eps=1e-5,
    rope_theta=500000.0,
    rope_scaling=dict(
        rope_type="llama3",
        factor=32.0,
        low_freq_factor=1.0,
        high_freq_factor=4.0,
        original_max_position_embeddings=8192,
    ),
    max_position_embeddings=131072,
)
QWEN_2_5 = dict(
    model_type="qwen2", rms_norm_eps=1e-6, rope_theta=1000000.0, max_position_embeddings=32768
)


def shape(family, layers, hidden, inside, heads, key_value_heads, head_size, vocabulary):
    sizes = dict(
        num_hidden_layers=layers,
        hidden_size=hidden,
        intermediate_size=inside,
        num_attention_heads=heads,
        num_key_value_heads=key_value_heads,
        vocab_size=vocabulary,
        tie_word_embeddings=True,
    )
    if family is LLAMA_3_2:
        sizes["head_dim"] = head_size
    return {**family, **sizes}


SHAPES = {
    "orpheus-3b": shape(LLAMA_3_2, 28, 3072, 8192, 24, 8, 128, 156940),
    "csm-1b": shape(LLAMA_3_2, 16, 2048, 8192, 32, 8, 64, 128256),
    "spark-0.5b": shape(QWEN_2_5, 24, 896, 4864, 14, 2, 64, 166000),
    "tiny": shape(LLAMA_3_2, 2, 64, 128, 4, 2, 16, 512),
}


def make(args):
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(args.seed)
    sizes = dict(SHAPES[args.shape])
    qwen = sizes.pop("model_type") == "qwen2"
    config = (Qwen2Config if qwen else LlamaConfig)(**sizes)
    torch.set_default_dtype(getattr(torch, args.dtype))
    with torch.device(args.device):
        model = (Qwen2ForCausalLM if qwen else LlamaForCausalLM)(config)
    torch.set_default_dtype(torch.float32)
    args.dir.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(args.dir / "base", max_shard_size="100GB")

    lora = LoraConfig(
        r=16, lora_alpha=32, lora_dropout=0.0, target_modules=TARGETS, task_type="CAUSAL_LM"
    )
    adapted = get_peft_model(model, lora)  # float32, whatever the base is
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_B" in name:
                parameter.normal_(0, 0.005)
    # "auto" would look for the base on the Hub.
    adapted.save_pretrained(args.dir / "adapter", save_embedding_layers=False)

    (args.dir / "batches.json").write_text(json.dumps(batches(args, config.vocab_size)))
    print(f"wrote {args.dir}")


def batches(args, vocabulary):
    """Steps of sequences: ids, and labels that are the ids again or -100."""
    draw = random.Random(args.seed)
    distinct = []
    for _ in range(args.distinct):
        sequences = []
        for _ in range(args.batch):
            length = draw.randint(args.longest // 4, args.longest)
            ids = [draw.randrange(vocabulary) for _ in range(length)]
            prompt = max(1, int(length * PROMPT_SHARE))
            sequences.append(dict(ids=ids, labels=[NO_LABEL] * prompt + ids[prompt:]))
        distinct.append(sequences)
    return [distinct[step % args.distinct] for step in range(args.steps)]


def train(args):
    import peft
    import torch
    import transformers
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    base = AutoModelForCausalLM.from_pretrained(
        args.dir / "base", dtype=args.dtype, attn_implementation=args.attention
    ).to(args.device)
    base.config.use_cache = False
    model = PeftModel.from_pretrained(base, args.dir / "adapter", is_trainable=True)
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    if any(p.dtype != torch.float32 for p in trained):
        raise SystemExit("the adapter is not in float32; expected what PEFT does by itself")
    optimizer = torch.optim.AdamW(trained, lr=LEARNING_RATE, weight_decay=0.0)
    if args.threads:
        torch.set_num_threads(args.threads)
    losses, norms, seconds = [], [], []
    for step in json.loads((args.dir / "batches.json").read_text()):
        longest = max(len(sequence["ids"]) for sequence in step)
        ids, labels, mask = [], [], []
        for sequence in step:
            padding = longest - len(sequence["ids"])
            ids.append(sequence["ids"] + [0] * padding)
            labels.append(sequence["labels"] + [NO_LABEL] * padding)
            mask.append([1] * len(sequence["ids"]) + [0] * padding)
        start = time.perf_counter()
        loss = model(
            input_ids=torch.tensor(ids, device=args.device),
            attention_mask=torch.tensor(mask, device=args.device),
            labels=torch.tensor(labels, device=args.device),
        ).loss
        loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(trained, MAX_GRADIENT_NORM)))
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        seconds.append(time.perf_counter() - start)
        print(f"step {len(losses)} loss {losses[-1]:.6f} gradient norm {norms[-1]:.6f}", flush=True)
    report = dict(
        losses=losses,
        gradient_norms=norms,
        step_seconds=seconds,
        threads=torch.get_num_threads(),
        attention=args.attention,
        versions=dict(
            torch=torch.__version__, transformers=transformers.__version__, peft=peft.__version__
        ),
    )
    (args.dir / "peft.json").write_text(json.dumps(report, indent=2))


def compare(args):
    theirs = json.loads((args.dir / "peft.json").read_text())["losses"]
    ours = json.loads(args.ours.read_text())["losses"]
    if len(ours) != len(theirs):
        raise SystemExit(f"{args.ours} has {len(ours)} steps, PEFT made {len(theirs)}")
    differences = [abs(a - b) / abs(b) for a, b in zip(ours, theirs)]
    largest = max(range(len(differences)), key=differences.__getitem__)
    print(f"steps {len(ours)}")
    print(f"first losses {ours[0]:.6f} here, {theirs[0]:.6f} with PEFT")
    print(f"last losses {ours[-1]:.6f} here, {theirs[-1]:.6f} with PEFT")
    print(f"largest relative difference {differences[largest]:.3e}, in step {largest + 1}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)

    making = commands.add_parser("make")
    making.add_argument("dir", type=pathlib.Path)
    making.add_argument("--shape", choices=SHAPES, default="orpheus-3b")
    making.add_argument("--dtype", choices=["bfloat16", "float32"], default="bfloat16")
    making.add_argument("--device", default="cpu")
    making.add_argument("--steps", type=int, default=40)
    making.add_argument("--distinct", type=int, default=4, help="batches before they come again")
    making.add_argument("--batch", type=int, default=4)
    making.add_argument("--longest", type=int, default=600)
    making.add_argument("--seed", type=int, default=0)
    making.set_defaults(run=make)

    training = commands.add_parser("train")
    training.add_argument("dir", type=pathlib.Path)
    training.add_argument("--device", default="cpu")
    training.add_argument("--attention", default="sdpa")
    training.add_argument("--dtype", default="auto", help="of the base; as stored by default")
    training.add_argument("--threads", type=int, default=0, help="on the processor; 0 for all")
    training.set_defaults(run=train)

    comparing = commands.add_parser("compare")
    comparing.add_argument("dir", type=pathlib.Path)
    comparing.add_argument("ours", type=pathlib.Path)
    comparing.set_defaults(run=compare)

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
