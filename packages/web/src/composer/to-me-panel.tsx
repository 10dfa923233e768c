import { useMutation } from '@tanstack/react-query'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { store, useStored } from '../controls/stored.ts'
import { type Content, postMessage } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import { Line, Panel } from './panel.tsx'

const MY_NUMBER = 'my-number'

/** The message as it stands, to a phone of one's own. It passes the same gate and costs the same. */
export function ToMePanel({ thread, content, onClose }: { thread: Thread; content: Content | null; onClose: () => void }) {
  const number = useStored(MY_NUMBER) ?? ''
  const send = useMutation({
    mutationFn: () => postMessage({ from: thread.number.id, to: number, message: content as Content }, crypto.randomUUID()),
  })
  return (
    <Panel title={words.desk.composer.toMeTitle} onClose={onClose}>
      <Line
        label={words.desk.composer.myNumber}
        type="tel"
        placeholder="+44 7700 900123"
        value={number}
        onChange={(value) => store(MY_NUMBER, value)}
      />
      {send.isError && <ProblemNotice error={send.error} className="mb-2" />}
      {send.isSuccess && (
        <p role="status" className="mb-2 text-xs text-success-text">
          {words.desk.composer.sentToMe(number)}
        </p>
      )}
      <Button
        look="primary"
        className="w-full"
        disabled={!content || number.trim() === '' || send.isPending}
        onClick={() => send.mutate()}
      >
        {words.desk.composer.sendToMe}
      </Button>
    </Panel>
  )
}
