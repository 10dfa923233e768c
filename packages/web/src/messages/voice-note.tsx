import { Pause, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { words } from '../strings/words.ts'

const SPEEDS = [1, 1.5, 2] as const

/** Sound in a bubble: play, where it is, how fast. */
export function VoiceNote({ url, label, onBroken }: { url: string; label: string; onBroken: () => void }) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(0)
  const [speed, setSpeed] = useState<number>(1)
  const toggle = () => {
    if (!audio.current) return
    if (playing) audio.current.pause()
    else void audio.current.play().catch(onBroken)
  }
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed as 1) + 1) % SPEEDS.length] ?? 1
    setSpeed(next)
    if (audio.current) audio.current.playbackRate = next
  }
  return (
    <fieldset className="mb-0.5 flex w-56 max-w-full items-center gap-2.5" aria-label={label}>
      {/* biome-ignore lint/a11y/useMediaCaption: what customers say has no captions */}
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onError={onBroken}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)}
      />
      <button
        type="button"
        onClick={toggle}
        aria-label={playing ? words.desk.media.pause : words.desk.media.play}
        className="grid size-8 flex-none place-items-center rounded-full bg-current/10 hover:bg-current/16"
      >
        {playing ? <Pause size={15} aria-hidden="true" /> : <Play size={15} className="translate-x-px" aria-hidden="true" />}
      </button>
      <input
        type="range"
        min={0}
        max={length || 1}
        step={0.1}
        value={Math.min(at, length || 1)}
        aria-label={words.desk.media.position}
        aria-valuetext={`${minutes(at)} / ${minutes(length)}`}
        onChange={(event) => {
          if (audio.current) audio.current.currentTime = Number(event.currentTarget.value)
        }}
        className="h-1 min-w-0 flex-1 accent-(--accent)"
      />
      <span className="flex-none text-2xs opacity-75">{minutes(playing || at > 0 ? at : length)}</span>
      <button
        type="button"
        onClick={faster}
        aria-label={words.desk.media.speed(`${speed}×`)}
        className="w-7 flex-none rounded-full bg-current/6 text-2xs leading-5 hover:bg-current/12"
      >
        {speed}×
      </button>
    </fieldset>
  )
}

const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
